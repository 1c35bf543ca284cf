void
call(void)
{
	error("Only clients call");
}

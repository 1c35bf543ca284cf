void
fill(void)
{
	sigdie("A gap is filled");
}

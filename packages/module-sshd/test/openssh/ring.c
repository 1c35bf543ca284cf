void
turn(void)
{
	verbose("Key turns");
}

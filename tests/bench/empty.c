/* What starting a program costs that links what rein links and does nothing. */
int main(void)
{
	return 0;
}

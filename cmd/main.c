#include <stdio.h>

int main(void)
{
	puts("rein " REIN_VERSION);
	return 0;
}

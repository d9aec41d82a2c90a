#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fine: a table of constants, also with addresses in it. */
const char *const names[] = {"one", "two"};
int counter = 3;
static char buffer[64];
int calls;

int core_entry(const char *text);
int core_number(int minutes);

int core_entry(const char *text)
{
    calls += 1;
    memcpy(buffer, text, strlen(text) < 64 ? strlen(text) : 63);
    void *heap = malloc(64 + strlen(text));
    printf("%s %p\n", buffer, heap);
    return counter + (heap == NULL);
}

int core_number(int minutes)
{
    double hours = minutes;
    return (int)(hours * 1e2);
}

#ifndef REPORTS_JSON_H
#define REPORTS_JSON_H

#include <stdio.h>

/* Writes a string of JSON with its quotation marks. UTF-8 stays as it is. */
void json_put_string(FILE *file, const char *text);

/* Writes "key": "text". */
void json_put_member(FILE *file, const char *key, const char *text);

#endif

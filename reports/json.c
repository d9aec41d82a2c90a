#include "reports/json.h"

void json_put_string(FILE *file, const char *text)
{
    putc('"', file);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            fprintf(file, "\\%c", c);
        } else if (c < 0x20) {
            fprintf(file, "\\u%04x", c);
        } else {
            putc(c, file);
        }
    }
    putc('"', file);
}

void json_put_member(FILE *file, const char *key, const char *text)
{
    json_put_string(file, key);
    fputs(": ", file);
    json_put_string(file, text);
}

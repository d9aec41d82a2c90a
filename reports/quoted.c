#include "reports/quoted.h"

#include <stdbool.h>
#include <string.h>

/* RFC 4180; spaces at an end are quoted too, since readers drop them elsewhere. */
static bool needs_quotes(const char *text, size_t length)
{
    if (length == 0) {
        return false;
    }
    return text[strcspn(text, ",\"\r\n")] != '\0' || g_ascii_isspace(text[0]) ||
           g_ascii_isspace(text[length - 1]);
}

void quoted_append_csv(GString *row, const char *text)
{
    size_t length = strlen(text);
    if (!needs_quotes(text, length)) {
        g_string_append_len(row, text, (gssize)length);
        return;
    }
    g_string_append_c(row, '"');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"') {
            g_string_append_c(row, '"');
        }
        g_string_append_c(row, *at);
    }
    g_string_append_c(row, '"');
}

void quoted_append_csv_text(GString *row, const char *text)
{
    if (text[0] == '\0' || !strchr("=+-@\t\r", text[0])) {
        quoted_append_csv(row, text);
        return;
    }
    g_autofree char *harmless = g_strconcat("'", text, NULL);
    quoted_append_csv(row, harmless);
}

void quoted_put_csv(FILE *file, const char *text)
{
    g_autoptr(GString) value = g_string_new(NULL);
    quoted_append_csv(value, text);
    fputs(value->str, file);
}

void quoted_put_json(FILE *file, const char *text)
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

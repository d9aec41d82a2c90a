#include "engine/cli/command.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "reports/text.h"

static void text_put(const char *text)
{
    if (text) {
        text_put_json(stdout, text);
    } else {
        fputs("null", stdout);
    }
}

/* `letter`: 'z' for a size_t, 'l' for 64 bits, else the conversion's own. */
static void value_put(char letter, va_list *values)
{
    switch (letter) {
    case 's':
        text_put(va_arg(*values, const char *));
        break;
    case 'i':
        fputs(va_arg(*values, int) ? "true" : "false", stdout);
        break;
    case 'd':
        printf("%d", va_arg(*values, int));
        break;
    case 'u':
        printf("%u", va_arg(*values, unsigned));
        break;
    case 'z':
        printf("%zu", va_arg(*values, size_t));
        break;
    default:
        printf("%" PRId64, va_arg(*values, int64_t));
    }
}

void json_print(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    for (const char *at = format; *at; at++) {
        if (*at == '%') {
            value_put(*++at, &values);
            while (*at == 'l' || *at == 'z') {
                at++;
            }
        } else {
            putchar(*at == '\'' ? '"' : *at);
        }
    }
    va_end(values);
}

void json_next(guint index)
{
    fputs(index == 0 ? "" : ", ", stdout);
}

#include <stdarg.h>
#include <unistd.h>

#include "engine/cli/command.h"

/* ---- JSON ---- */

/* `letter`: 'z' for a size_t, 'l' for 64 bits, else the conversion's own. */
static void value_put(char letter, va_list *values)
{
    const char *text = NULL;
    switch (letter) {
    case 's':
        text = va_arg(*values, const char *);
        if (text) {
            text_put_json(stdout, text);
        } else {
            fputs("null", stdout);
        }
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

/* ---- what only a person in front of a terminal sees ---- */

gboolean terminal_reads(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

void terminal_put(const char *text, long width)
{
    fputs(text, stdout);
    for (long at = g_utf8_strlen(text, -1); at < width + 2; at++) {
        putchar(' ');
    }
}

static void progress_print(const char *what, int64_t done, int64_t all, int64_t left_seconds)
{
    if (left_seconds < 0) {
        fputs("\r\033[K", stderr);
    } else {
        fprintf(stderr, "\r%s: %" PRId64 " of %" PRId64 ", %" PRId64 " s left\033[K", what, done,
                all, left_seconds);
    }
    fflush(stderr);
}

progress_watcher terminal_progress(gboolean quiet)
{
    return !quiet && isatty(STDERR_FILENO) ? progress_print : NULL;
}

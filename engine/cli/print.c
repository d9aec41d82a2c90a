#include <string.h>
#include <unistd.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"

/* ---- JSON ---- */

void json_next(guint index)
{
    fputs(index == 0 ? "" : ", ", stdout);
}

void print_text(const GString *text)
{
    fwrite(text->str, 1, text->len, stdout);
}

/* ---- what only a person in front of a terminal sees ---- */

gboolean terminal_reads(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

static enum explained_colour terminal_colour(void)
{
    const char *none = g_getenv("NO_COLOR");
    const char *kind = g_getenv("TERM");
    const char *more = g_getenv("COLORTERM");
    if (!terminal_reads() || (none && none[0] != '\0') || !kind) {
        return COLOUR_NONE;
    }
    return g_strcmp0(more, "truecolor") == 0 || g_strcmp0(more, "24bit") == 0 ? COLOUR_TRUE
           : strstr(kind, "256color")                                         ? COLOUR_256
                                                                              : COLOUR_NONE;
}

bool terminal_look(const struct options *options, struct explained_look *ret_look, GError **error)
{
    const int width = options->width ? options->width : EXPLAINED_WIDTH;
    if (width < EXPLAINED_WIDTH_MIN || width > EXPLAINED_WIDTH_MAX) {
        return command_usage_set(error, "--width takes a whole number from %d to %d",
                                 EXPLAINED_WIDTH_MIN, EXPLAINED_WIDTH_MAX);
    }
    fold_output(options->json ? 0 : width);
    *ret_look = (struct explained_look){width, terminal_colour()};
    return true;
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

#include "importers/proposal/section.h"

#include <string.h>

#include "importers/source.h"

struct section_line {
    char *text; /* a comment's begins with # */
    enum asking asking;
};

struct section {
    char *name;
    GArray *lines; /* of struct section_line */
};

static void line_clear(void *line)
{
    g_free(((struct section_line *)line)->text);
}

struct section *section_new(const char *name)
{
    struct section *section = g_new0(struct section, 1);
    section->name = g_strdup(name);
    section->lines = g_array_new(FALSE, FALSE, sizeof(struct section_line));
    g_array_set_clear_func(section->lines, line_clear);
    return section;
}

void section_free(struct section *section)
{
    if (section) {
        g_array_unref(section->lines);
        g_free(section->name);
        g_free(section);
    }
}

/* A text as comments of 80 columns. The caller frees. */
static char *comment_wrap(const char *text)
{
    enum { WIDTH = 80 };
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GString) wrapped = g_string_new("#");
    gsize line = 0; /* where the last one begins */
    for (size_t i = 0; words[i]; i++) {
        if (g_utf8_strlen(wrapped->str + line, -1) + 1 + g_utf8_strlen(words[i], -1) > WIDTH) {
            g_string_append(wrapped, "\n#");
            line = wrapped->len - 1;
        }
        g_string_append_printf(wrapped, " %s", words[i]);
    }
    return g_string_free(g_steal_pointer(&wrapped), FALSE);
}

void section_comment(struct section *section, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    const struct section_line line = {comment_wrap(text), SURE};
    g_array_append_val(section->lines, line);
}

void section_line(struct section *section, enum asking asking, const char *key, const char *format,
                  ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *value = g_strdup_vprintf(format, values);
    va_end(values);
    const struct section_line line = {g_strdup_printf("%s = %s", key, value), asking};
    g_array_append_val(section->lines, line);
}

void section_ask(struct section *section, const char *key)
{
    section_line(section, ASKED, key, "?");
}

bool section_is_empty(const struct section *section)
{
    return section->lines->len == 0;
}

void section_ask_at_least(struct section *section)
{
    bool asked = false;
    for (guint i = 0; i < section->lines->len; i++) {
        asked |= g_array_index(section->lines, struct section_line, i).asking != SURE;
    }
    if (!asked && section->lines->len > 0) {
        g_array_index(section->lines, struct section_line, 0).asking = ASKED;
    }
}

void section_put(GString *out, const struct section *section)
{
    guint likely = 0;
    guint asked = 0;
    for (guint i = 0; i < section->lines->len; i++) {
        const struct section_line *line = &g_array_index(section->lines, struct section_line, i);
        likely += line->asking == LIKELY;
        asked += line->asking == ASKED;
    }
    bool mark = asked == 0; /* on the first likely one */
    g_string_append_printf(out, "\n[%s]\n", section->name);
    if (likely > (mark ? 1 : 0)) {
        g_string_append(out, mark || asked == 1
                                 ? "# The mark is for all lines of this section.\n"
                                 : "# The marks are for all lines of this section.\n");
    }
    for (guint i = 0; i < section->lines->len; i++) {
        const struct section_line *line = &g_array_index(section->lines, struct section_line, i);
        const bool marked = line->asking == ASKED || (mark && line->asking == LIKELY);
        mark = mark && !marked;
        g_string_append_printf(out, "%s%s%s\n", line->text, marked ? " " : "",
                               marked ? SOURCE_CONFIRM : "");
    }
}

#include <string.h>

#include "reports/explained/explained.h"
#include "reports/text.h"

int explained_columns(const char *text, gsize size)
{
    int columns = 0;
    for (const char *at = text; at < text + size; at = g_utf8_next_char(at)) {
        const gunichar letter = g_utf8_get_char(at);
        columns += g_unichar_iszerowidth(letter) ? 0 : g_unichar_iswide(letter) ? 2 : 1;
    }
    return columns;
}

static void spaces_append(GString *out, int count)
{
    g_string_append_printf(out, "%*s", MAX(count, 0), "");
}

void explained_wrap(GString *out, const char *text, int column, int indent, int width)
{
    bool first = true;
    for (const char *word = text; *word != '\0';) {
        const gsize size = strcspn(word, " ");
        const int columns = explained_columns(word, size);
        if (!first && column + 1 + columns > width) {
            g_string_append_c(out, '\n');
            spaces_append(out, indent);
            column = indent;
        } else if (!first) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append_len(out, word, (gssize)size);
        column += columns;
        first = false;
        word += size;
        word += *word == ' ';
    }
}

void explained_paragraph(GString *out, const char *text, int indent, int width)
{
    spaces_append(out, indent);
    explained_wrap(out, text, indent, indent, width);
    g_string_append_c(out, '\n');
}

void explained_padded(GString *out, const char *text, int width)
{
    g_string_append(out, text);
    spaces_append(out, width - explained_columns(text, strlen(text)));
}

void explained_amount(GString *out, const char *label, int indent, money amount, int width)
{
    const char *dollars = text_dollars(TEXT_ROOM, amount);
    const int right = (int)strlen(dollars);
    g_autoptr(GString) lines = g_string_new(NULL);
    spaces_append(lines, indent);
    explained_wrap(lines, label, indent, indent + 2, width - right - 2);
    const char *last = strrchr(lines->str, '\n');
    const char *line = last ? last + 1 : lines->str;
    g_string_append_printf(lines, "%*s%s\n", width - explained_columns(line, strlen(line)) - right,
                           "", dollars);
    g_string_append(out, lines->str);
}

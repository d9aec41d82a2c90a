#include "engine/cli/area_near.h"

#include <string.h>

#include "engine/core/holiday.h"
#include "engine/core/near.h"

enum { NEAR_MAX = 6, NOT_NEAR = 1000, SPELT_LIKE = 10 };

struct near_area {
    const struct area_row *row;
    size_t distance;
};

/* In small letters, with spaces for what joins words in an id: "gold coast" is in QLD-GOLD-COAST. */
static char *words_of(const char *text)
{
    char *words = g_utf8_strdown(text, -1);
    g_strdelimit(words, "-_", ' ');
    return g_strstrip(words);
}

static bool has_words(const char *text, const char *words)
{
    g_autofree char *plain = words_of(text);
    return strstr(plain, words) != NULL;
}

/* Edits to the nearest of the id, the name and the words of the id; a quarter may be wrong. */
static size_t spelling_distance(const struct area_row *row, const char *word)
{
    size_t allowed = strlen(word) > 6 ? 1 + strlen(word) / 4 : 1;
    size_t edits =
        MIN(near_distance(word, row->area, allowed), near_distance(word, row->name, allowed));
    g_auto(GStrv) parts = g_strsplit(row->area, "-", -1);
    for (size_t i = 0; parts[i]; i++) {
        edits = MIN(edits, near_distance(word, parts[i], allowed));
    }
    return strlen(word) > 4 && edits <= allowed ? SPELT_LIKE + edits : NOT_NEAR;
}

/* QLD-REDLAND asks for a place in Queensland, not for one that is spelt like it elsewhere. */
static bool in_state_of(const struct area_row *row, const char *word)
{
    const char *joint = strchr(word, '-');
    return joint && g_ascii_strncasecmp(row->area, word, (gsize)(joint - word) + 1) == 0;
}

static size_t area_distance(const struct area_row *row, const char *word)
{
    g_autofree char *words = words_of(word);
    if (*words == '\0') {
        return NOT_NEAR;
    }
    if (has_words(row->area, words) || has_words(row->name, words)) {
        return 0;
    }
    if (has_words(row->definition, words)) {
        return 1;
    }
    const char *joint = strchr(word, '-');
    size_t whole = spelling_distance(row, word);
    return joint && in_state_of(row, word) ? MIN(whole, area_distance(row, joint + 1)) : whole;
}

/* By distance; among equals in the order of the file. */
static gint distance_order(gconstpointer a, gconstpointer b)
{
    const struct near_area *left = a;
    const struct near_area *right = b;
    if (left->distance != right->distance) {
        return left->distance < right->distance ? -1 : 1;
    }
    return left->row < right->row ? -1 : left->row > right->row;
}

static GArray *areas_near(const GArray *areas, const char *word)
{
    GArray *near = g_array_new(FALSE, FALSE, sizeof(struct near_area));
    for (guint i = 0; i < areas->len; i++) {
        const struct area_row *row = &g_array_index(areas, struct area_row, i);
        struct near_area found = {row, area_distance(row, word)};
        if (found.distance < NOT_NEAR) {
            g_array_append_val(near, found);
        }
    }
    g_array_sort(near, distance_order);
    return near;
}

char *area_near_list(const GArray *areas, const char *word)
{
    g_autoptr(GArray) near = areas_near(areas, word);
    g_autoptr(GString) list = g_string_new(NULL);
    bool named = near->len > 0 && g_array_index(near, struct near_area, 0).distance < SPELT_LIKE;
    guint count = 0;
    for (; count < near->len && count < NEAR_MAX; count++) {
        const struct near_area *found = &g_array_index(near, struct near_area, count);
        if (named && found->distance >= SPELT_LIKE) {
            break;
        }
        g_string_append_printf(list, "%s%s (%s)", count > 0 ? ", " : "", found->row->area,
                               found->row->name);
    }
    return g_strdup(list->str);
}

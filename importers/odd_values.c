#include "importers/odd_values.h"

#include <string.h>

#include "importers/text/instant.h"

enum { ODD_ROWS = 3, ODD_VALUES_MAX = 10000 };

struct odd_value {
    char *value;
    GArray *issues; /* uint32_t: those of the list that show it */
    uint32_t rows;
    uint32_t last_line;
};

static void odd_value_free(gpointer user_data)
{
    struct odd_value *odd = user_data;
    g_free(odd->value);
    g_array_unref(odd->issues);
    g_free(odd);
}

GHashTable *odd_values_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, odd_value_free);
}

void odd_values_note(GHashTable *odd_values, int column, const char *value, uint32_t line,
                     uint32_t issue)
{
    g_autofree char *key = g_strdup_printf("%d/%s", column, value);
    struct odd_value *odd = g_hash_table_lookup(odd_values, key);
    if (!odd && g_hash_table_size(odd_values) >= ODD_VALUES_MAX) {
        return;
    }
    if (!odd) {
        odd = g_new0(struct odd_value, 1);
        odd->value = g_strdup(value);
        odd->issues = g_array_new(FALSE, FALSE, sizeof issue);
        g_hash_table_insert(odd_values, g_steal_pointer(&key), odd);
    }
    odd->rows += odd->last_line != line;
    odd->last_line = line;
    g_array_append_val(odd->issues, issue);
}

void odd_values_show(GHashTable *odd_values, struct issues *issues)
{
    GHashTableIter iter;
    gpointer found = NULL;
    g_hash_table_iter_init(&iter, odd_values);
    while (g_hash_table_iter_next(&iter, NULL, &found)) {
        const struct odd_value *odd = found;
        for (guint i = 0; i < odd->issues->len && odd->rows >= ODD_ROWS; i++) {
            issues_show(issues, g_array_index(odd->issues, uint32_t, i), odd->value);
        }
    }
}

/* Also one that does not exist, or that is written in another country's order. */
static bool is_a_time(const char *value)
{
    struct text_problem problem = {.code = ISSUE_CODE_COUNT};
    struct instant_text instant;
    day date;
    int32_t minute = 0;
    return g_regex_match_simple("^(19|2[0-9]|99)[0-9]{2}-[0-9TZ:+. -]*$", value,
                                G_REGEX_DOLLAR_ENDONLY, 0) ||
           g_regex_match_simple("^[34567][0-9]{4}\\.[0-9]{1,12}$", value, G_REGEX_DOLLAR_ENDONLY,
                                0) || /* a spreadsheet's */
           instant_text_parse(value, &instant, &problem) ||
           problem.code == ISSUE_AMBIGUOUS_FORMAT || instant_day_parse(value, &date, &problem) ||
           problem.code == ISSUE_AMBIGUOUS_FORMAT ||
           instant_minute_parse(value, true, &minute, &problem) ||
           problem.code == ISSUE_AMBIGUOUS_FORMAT;
}

/* With too few digits to be anybody's telephone. */
static bool is_short_number(const char *value)
{
    enum { LENGTH_MAX = 12, DIGITS_MAX = 7 };
    size_t digits = 0;
    for (const char *at = value; *at; at++) {
        digits += g_ascii_isdigit(*at) ? 1 : 0;
    }
    size_t length = strlen(value);
    return digits <= DIGITS_MAX && length <= LENGTH_MAX &&
           strspn(value, "0123456789:.,$+-") == length;
}

bool odd_value_is_plain(const char *value)
{
    return is_short_number(value) || is_a_time(value);
}

#include <criterion/criterion.h>

#include "tests/holidays/world.h"

/* G2 read the other way round, over random trees: a day of area X holds in area B where X is B or
 * above it, unless a row of an area Y below X, that is B or above it, names it. */

enum { RANDOM_AREAS = 8, RANDOM_DAYS = 6 };

struct random_row {
    int area;
    int at;
    enum holiday_effect effect;
    int target;
};

static guint32 random_next(guint32 *state, guint32 below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 16) % below;
}

static bool random_above(const int *parents, int above, int below)
{
    while (below > above) {
        below = parents[below];
    }
    return below == above;
}

static bool random_holds(const GArray *rows, const int *parents, const struct random_row *wanted,
                         int base)
{
    if (wanted->effect == EFFECT_CANCEL || !random_above(parents, wanted->area, base)) {
        return false;
    }
    for (guint i = 0; i < rows->len; i++) {
        const struct random_row *row = &g_array_index(rows, struct random_row, i);
        if (row->effect != EFFECT_DECLARE && row->target == wanted->at &&
            row->area != wanted->area && random_above(parents, wanted->area, row->area) &&
            random_above(parents, row->area, base)) {
            return false;
        }
    }
    return true;
}

/* Whether an area above has such a day, so that it may be named as a target. */
static bool random_target_valid(const GArray *rows, const int *parents, int area, int target)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct random_row *row = &g_array_index(rows, struct random_row, i);
        if (row->effect != EFFECT_CANCEL && row->at == target && row->area != area &&
            random_above(parents, row->area, area)) {
            return true;
        }
    }
    return false;
}

static void random_rows(GArray *rows, const int *parents, guint32 *state)
{
    for (int area = 0; area < RANDOM_AREAS; area++) {
        for (int at = 0; at < RANDOM_DAYS; at++) {
            struct random_row row = {area, at, EFFECT_DECLARE,
                                     (int)random_next(state, RANDOM_DAYS)};
            guint32 kind = random_next(state, 6);
            if (kind > 2) {
                continue;
            }
            row.effect = (enum holiday_effect)kind;
            if (kind == EFFECT_DECLARE || random_target_valid(rows, parents, area, row.target)) {
                g_array_append_val(rows, row);
            }
        }
    }
}

static void random_world_add(holiday_world *world, const GArray *rows, const int *parents)
{
    char names[RANDOM_AREAS][8];
    for (int area = 0; area < RANDOM_AREAS; area++) {
        g_snprintf(names[area], sizeof names[area], area == 0 ? "AU" : "A%d", area);
        world_area(world, names[area], area == 0 ? "" : names[parents[area]]);
    }
    for (guint i = 0; i < rows->len; i++) {
        const struct random_row *row = &g_array_index(rows, struct random_row, i);
        g_autofree char *date = g_strdup_printf("2026-05-%02d", row->at + 1);
        g_autofree char *target = g_strdup_printf("2026-05-%02d", row->target + 1);
        if (row->effect == EFFECT_DECLARE) {
            world_declare(world, names[row->area], date, "Day");
        } else {
            world_substitute(world, names[row->area], date, "Day", target, "Day")->effect =
                row->effect;
        }
    }
}

static void random_area_compare(holiday_world *world, const GArray *rows, const int *parents,
                                int base)
{
    g_autoptr(GString) expected = g_string_new(NULL);
    for (int at = 0; at < RANDOM_DAYS; at++) {
        bool holds = false;
        for (guint i = 0; i < rows->len; i++) {
            const struct random_row *row = &g_array_index(rows, struct random_row, i);
            holds = holds || (row->at == at && random_holds(rows, parents, row, base));
        }
        if (holds) {
            g_string_append_printf(expected, "2026-05-%02d Day\n", at + 1);
        }
    }
    g_autofree char *area = base == 0 ? g_strdup("AU") : g_strdup_printf("A%d", base);
    g_auto(GStrv) lines =
        g_strsplit(world_holidays(world, area, "2026-01-01", "2026-12-31"), "\n", -1);
    g_autoptr(GString) found = g_string_new(NULL);
    for (size_t i = 0; lines[i] && lines[i][0] != '\0'; i++) {
        g_string_append_printf(found, "%.14s\n", lines[i]);
    }
    cr_expect_str_eq(found->str, expected->str);
}

Test(G2, random_trees)
{
    guint32 state = 20260903;
    for (int round = 0; round < 300; round++) {
        int parents[RANDOM_AREAS] = {0};
        for (int area = 1; area < RANDOM_AREAS; area++) {
            parents[area] = (int)random_next(&state, (guint32)area);
        }
        g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct random_row));
        random_rows(rows, parents, &state);
        g_autoptr(holiday_world) world = world_new();
        random_world_add(world, rows, parents);
        for (int base = 0; base < RANDOM_AREAS; base++) {
            random_area_compare(world, rows, parents, base);
        }
    }
}

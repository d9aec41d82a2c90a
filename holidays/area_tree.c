#include "holidays/area_tree.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/near.h"

/* G1 names it; only it has no area above. */
#define ROOT_AREA "AU"

/* An area of which no year is known says 1970: a blank would take its parent's years. */
enum { NO_YEAR = 1970 };

static int span_order(gconstpointer a, gconstpointer b)
{
    return day_compare(((const struct day_range *)a)->from, ((const struct day_range *)b)->from);
}

/* Sorted, those that overlap or follow one another joined: so a period that lies across two years
 * with a span each is within one span. */
static GArray *spans_join(const struct day_range *spans, size_t count)
{
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(struct day_range));
    g_array_append_vals(sorted, spans, (guint)count);
    g_array_sort(sorted, span_order);
    GArray *joined = g_array_new(FALSE, FALSE, sizeof(struct day_range));
    for (guint i = 0; i < sorted->len; i++) {
        struct day_range span = g_array_index(sorted, struct day_range, i);
        struct day_range *last =
            joined->len > 0 ? &g_array_index(joined, struct day_range, joined->len - 1) : NULL;
        if (day_compare(span.from, span.to) > 0 || day_to_civil(span.to).year <= NO_YEAR) {
            continue;
        }
        if (last && (int64_t)span.from.number <= (int64_t)last->to.number + 1) {
            last->to = day_compare(span.to, last->to) > 0 ? span.to : last->to;
        } else {
            g_array_append_val(joined, span);
        }
    }
    return joined;
}

static void area_add(area_tree *tree, const struct area_row *row, GPtrArray *problems)
{
    const struct area *first = g_hash_table_lookup(tree->by_id, row->area);
    if (first) {
        problem_add(problems, row->source, "area", "DUPLICATE_AREA", row->area,
                    "each area once; it is in %s:%u already: remove one of the two rows",
                    first->row->source.file, first->row->source.line);
        return;
    }
    struct area *area = &tree->areas[tree->area_count++];
    *area = (struct area){
        .row = row,
        .spans = row->complete_count > 0 ? spans_join(row->complete, row->complete_count) : NULL,
        .rows = g_ptr_array_new(),
        .days_below = g_array_new(FALSE, FALSE, sizeof(day))};
    g_hash_table_insert(tree->by_id, (gpointer)row->area, area);
}

static void area_link(const area_tree *tree, struct area *area, GPtrArray *problems)
{
    const struct area_row *row = area->row;
    area->parent = g_hash_table_lookup(tree->by_id, row->parent);
    if (area->parent) {
        return;
    }
    area->parent_unknown = true;
    const char *near = problems_guess(problems) ? area_tree_nearest(tree, row->parent) : NULL;
    if (row->parent[0] != '\0') {
        problem_add(problems, row->source, "parent", "UNKNOWN_PARENT", row->parent,
                    "an area of areas.csv; %s%s", near ? "write " : "add a row for it",
                    near ? near : "");
    } else if (strcmp(row->area, ROOT_AREA) != 0) {
        problem_add(problems, row->source, "parent", "MISSING_PARENT", "",
                    "the area above %s; write its state, or %s if it is a state itself", row->area,
                    ROOT_AREA);
    } else {
        area->parent_unknown = false;
    }
}

static void ring_cut(struct area *first, GPtrArray *problems)
{
    const struct area_row *row = first->row;
    g_autoptr(GString) ring = g_string_new(row->area);
    for (const struct area *at = first->parent; at != first; at = at->parent) {
        g_string_append_printf(ring, " below %s", at->row->area);
    }
    problem_add(problems, row->source, "parent", "AREA_RING", row->parent,
                "an area that is not below %s, but %s is below %s again; correct the parent of one "
                "of them",
                row->area, ring->str, row->area);
    first->parent = NULL;
    first->parent_unknown = true;
}

/* The first row of the ring that `at` is in. */
static struct area *ring_first(struct area *at)
{
    struct area *first = at;
    for (struct area *next = at->parent; next != at; next = next->parent) {
        first = next < first ? next : first;
    }
    return first;
}

/* Cuts each ring at its first row. Each area is walked over once: a walk ends where an earlier one was. */
static void rings_cut(area_tree *tree, GPtrArray *problems)
{
    for (size_t i = 0; i < tree->area_count; i++) {
        struct area *at = &tree->areas[i];
        while (at && at->walk == 0) {
            at->walk = i + 1;
            at = at->parent;
        }
        if (at && at->walk == i + 1) {
            ring_cut(ring_first(at), problems);
        }
    }
}

/* Cuts what lies deeper than any area there is: what a row says is looked up level by level. */
static void depths_cut(area_tree *tree, GPtrArray *problems)
{
    enum { LEVELS_MAX = 20 };
    for (size_t i = 0; i < tree->area_count; i++) {
        struct area *area = &tree->areas[i];
        int levels = 1;
        for (const struct area *at = area->parent; at && levels <= LEVELS_MAX; at = at->parent) {
            levels++;
        }
        if (levels > LEVELS_MAX) {
            problem_add(problems, area->row->source, "parent", "AREAS_TOO_DEEP", area->row->parent,
                        "an area with at most %d above %s; write one further up", LEVELS_MAX - 1,
                        area->row->area);
            area->parent = NULL;
            area->parent_unknown = true;
        }
    }
}

area_tree *area_tree_new(const struct area_row *rows, size_t row_count, GPtrArray *problems)
{
    area_tree *tree = g_new0(area_tree, 1);
    tree->areas = g_new0(struct area, row_count + 1);
    tree->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < row_count; i++) {
        area_add(tree, &rows[i], problems);
    }
    for (size_t i = 0; i < tree->area_count; i++) {
        area_link(tree, &tree->areas[i], problems);
    }
    rings_cut(tree, problems);
    depths_cut(tree, problems);
    return tree;
}

void area_tree_free(area_tree *tree)
{
    if (!tree) {
        return;
    }
    for (size_t i = 0; i < tree->area_count; i++) {
        struct area *area = &tree->areas[i];
        g_clear_pointer(&area->spans, g_array_unref);
        g_ptr_array_unref(area->rows);
        g_clear_pointer(&area->holidays, g_array_unref);
        g_array_unref(area->days_below);
    }
    g_hash_table_unref(tree->by_id);
    g_free(tree->areas);
    g_free(tree);
}

const struct area *area_tree_find(const area_tree *tree, const char *area_id)
{
    return g_hash_table_lookup(tree->by_id, area_id);
}

const char *area_tree_nearest(const area_tree *tree, const char *area_id)
{
    struct nearest nearest = {.word = area_id};
    for (size_t i = 0; i < tree->area_count; i++) {
        nearest_offer(&nearest, tree->areas[i].row->area);
    }
    return nearest.best;
}

bool area_within(const struct area *area, const struct area *within)
{
    while (area && area != within) {
        area = area->parent;
    }
    return area != NULL;
}

/* Its spans, or those of the nearest area above that has some; NULL where none has. */
static const GArray *area_spans(const struct area *area)
{
    while (!area->spans && area->parent) {
        area = area->parent;
    }
    return area->spans;
}

static bool has_zones(const struct area *area)
{
    return area->row->zones && area->row->zones[0] != '\0';
}

const char *area_zones(const struct area *area)
{
    while (!has_zones(area) && area->parent) {
        area = area->parent;
    }
    return has_zones(area) ? area->row->zones : "";
}

const struct area *area_state(const struct area *area)
{
    while (area->parent && area->parent->parent) {
        area = area->parent;
    }
    return area->parent ? area : NULL;
}

bool area_complete(const struct area *area, struct day_range dates)
{
    const GArray *spans = area_spans(area);
    for (guint i = 0; spans && i < spans->len; i++) {
        const struct day_range *span = &g_array_index(spans, struct day_range, i);
        if (day_range_has(*span, dates.from) && day_range_has(*span, dates.to)) {
            return true;
        }
    }
    return false;
}

/* 2026, 2026..2027 or 2026-01-01..2027-08-31, as areas.csv writes it. */
static void span_append(GString *text, struct day_range span)
{
    struct civil from = day_to_civil(span.from);
    struct civil to = day_to_civil(span.to);
    bool years = from.month == 1 && from.day == 1 && to.month == 12 && to.day == 31;
    if (years && from.year == to.year) {
        g_string_append_printf(text, "%04d", from.year);
    } else if (years) {
        g_string_append_printf(text, "%04d..%04d", from.year, to.year);
    } else {
        g_string_append_printf(text, "%04d-%02d-%02d..%04d-%02d-%02d", from.year, from.month,
                               from.day, to.year, to.month, to.day);
    }
}

char *area_complete_text(const struct area *area)
{
    GString *text = g_string_new(NULL);
    const GArray *spans = area_spans(area);
    for (guint i = 0; spans && i < spans->len; i++) {
        g_string_append(text, i > 0 ? ";" : "");
        span_append(text, g_array_index(spans, struct day_range, i));
    }
    return g_string_free(text, FALSE);
}

/* ---- what is wrong with a row -------------------------------------------------------------------- */

/* The file's name is interned: a problem may outlive the rows that it is about. */
void problem_add(GPtrArray *problems, struct fact_source source, const char *column,
                 const char *code, const char *found, const char *format, ...)
{
    struct calendar_problem *problem = g_new0(struct calendar_problem, 1);
    va_list values;
    va_start(values, format);
    *problem = (struct calendar_problem){{g_intern_string(source.file), source.line, 0},
                                         column,
                                         code,
                                         g_strdup(found),
                                         g_strdup_vprintf(format, values)};
    va_end(values);
    g_ptr_array_add(problems, problem);
}

bool problems_guess(const GPtrArray *problems)
{
    enum { GUESSED_MAX = 100 };
    return problems->len < GUESSED_MAX;
}

void calendar_problem_free(struct calendar_problem *problem)
{
    g_free(problem->found);
    g_free(problem->mend);
    g_free(problem);
}

char *problem_date_write(day date, char text[PROBLEM_DATE_SIZE])
{
    text[0] = '\0';
    if (day_compare(date, DAY_UNBOUNDED_FROM) != 0 && day_compare(date, DAY_UNBOUNDED_TO) != 0) {
        struct civil civil = day_to_civil(date);
        g_snprintf(text, PROBLEM_DATE_SIZE, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    }
    return text;
}

/* GEELONG for VIC-GREATER-GEELONG. */
static bool word_ends(const char *candidate, const char *word)
{
    size_t length = strlen(word);
    size_t candidate_length = strlen(candidate);
    return length > 0 && candidate_length > length &&
           candidate[candidate_length - length - 1] == '-' &&
           g_ascii_strcasecmp(candidate + candidate_length - length, word) == 0;
}

bool nearest_offer(struct nearest *nearest, const char *candidate)
{
    /* A third of the word may be wrong; more is another word. */
    size_t limit = nearest->best ? nearest->best_edits : 2 + strlen(nearest->word) / 3;
    size_t edits =
        word_ends(candidate, nearest->word) ? 1 : near_distance(nearest->word, candidate, limit);
    if (edits >= limit) {
        return false;
    }
    nearest->best = candidate;
    nearest->best_edits = edits;
    return true;
}

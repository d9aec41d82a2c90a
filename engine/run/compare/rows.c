#include "engine/run/compare/rows.h"

#include <stdlib.h>
#include <string.h>

enum { SIXTIETHS_PER_CENT = MINUTES_PER_HOUR }; /* minutes by cents an hour */

#define COMPARE_CAUSE_WORD(code, word) word,
const char *const compare_cause_words[COMPARE_CAUSE_COUNT + 1] = {
    COMPARE_CAUSE_TABLE(COMPARE_CAUSE_WORD) NULL};

static void row_clear(void *data)
{
    g_array_unref(((struct compare_row *)data)->hours);
}

comparison *comparison_new(const char *partner_id)
{
    comparison *made = g_new0(comparison, 1);
    made->strings = g_string_chunk_new(2048);
    made->rows = g_array_new(FALSE, TRUE, sizeof(struct compare_row));
    g_array_set_clear_func(made->rows, row_clear);
    made->notes = g_ptr_array_new_with_free_func(g_free);
    made->partner_id = g_string_chunk_insert(made->strings, partner_id);
    made->legal_name = "";
    return made;
}

void comparison_free(comparison *comparison)
{
    if (comparison) {
        g_array_unref(comparison->rows);
        g_ptr_array_unref(comparison->notes);
        g_string_chunk_free(comparison->strings);
        g_free(comparison);
    }
}

const char *comparison_keep(comparison *comparison, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(comparison->strings, text) : "";
}

const char *comparison_format(comparison *comparison, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    return comparison_keep(comparison, text);
}

struct compare_row *comparison_row(comparison *comparison, enum compare_cause cause,
                                   const char *text)
{
    for (guint i = 0; i < comparison->rows->len; i++) {
        struct compare_row *row = &g_array_index(comparison->rows, struct compare_row, i);
        if (row->cause == cause && strcmp(row->text, text) == 0) {
            return row;
        }
    }
    const struct compare_row row = {
        .cause = cause,
        .text = comparison_keep(comparison, text),
        .hours = g_array_new(FALSE, TRUE, sizeof(struct compare_hour)),
    };
    g_array_append_val(comparison->rows, row);
    return &g_array_index(comparison->rows, struct compare_row, comparison->rows->len - 1);
}

void comparison_add(comparison *comparison, enum compare_cause cause, const char *text,
                    money amount)
{
    if (amount.cents != 0) {
        struct compare_row *row = comparison_row(comparison, cause, text);
        row->amount = money_add(row->amount, amount);
    }
}

static int64_t cents_below(int64_t sixtieths)
{
    const int64_t cents = sixtieths / SIXTIETHS_PER_CENT;
    return cents - (sixtieths % SIXTIETHS_PER_CENT < 0);
}

static int64_t lost(const struct compare_row *row)
{
    return row->sixtieths - row->amount.cents * SIXTIETHS_PER_CENT;
}

void comparison_share(comparison *comparison, money subtotal)
{
    GArray *rows = comparison->rows;
    int64_t left = subtotal.cents;
    for (guint i = 0; i < rows->len; i++) {
        struct compare_row *row = &g_array_index(rows, struct compare_row, i);
        row->amount.cents = cents_below(row->sixtieths);
        left -= row->amount.cents;
    }
    /* Each row lost less than a cent, each line of a document rounds by half a cent at most. */
    const bool is_rounding = llabs(left) <= 2 * (int64_t)rows->len + 4;
    for (; is_rounding && left != 0; left -= left > 0 ? 1 : -1) {
        struct compare_row *most = NULL;
        for (guint i = 0; i < rows->len; i++) {
            struct compare_row *row = &g_array_index(rows, struct compare_row, i);
            if (row->sixtieths != 0 &&
                (!most || (left > 0 ? lost(row) > lost(most) : lost(row) < lost(most)))) {
                most = row;
            }
        }
        if (!most) {
            break;
        }
        most->amount.cents += left > 0 ? 1 : -1;
    }
    comparison_add(comparison, COMPARE_OTHER, "Amounts that are no hours", (money){left});
}

static gint row_compare(gconstpointer a, gconstpointer b)
{
    const struct compare_row *first = a;
    const struct compare_row *second = b;
    const int64_t by_amount = llabs(second->amount.cents) - llabs(first->amount.cents);
    const int by_cause = (int)first->cause - (int)second->cause;
    return by_amount != 0  ? (by_amount > 0 ? 1 : -1)
           : by_cause != 0 ? by_cause
                           : strcmp(first->text, second->text);
}

static gint hour_compare(gconstpointer a, gconstpointer b)
{
    const struct row_place *first = &((const struct compare_hour *)a)->at;
    const struct row_place *second = &((const struct compare_hour *)b)->at;
    const int by_date = day_compare(first->date, second->date);
    const int by_start = first->start_minute - second->start_minute;
    return by_date != 0    ? by_date
           : by_start != 0 ? by_start
                           : strcmp(first->appointment_id, second->appointment_id);
}

void comparison_finish(comparison *comparison)
{
    GArray *rows = comparison->rows;
    money sum = {0};
    for (guint i = rows->len; i > 0; i--) {
        const struct compare_row *row = &g_array_index(rows, struct compare_row, i - 1);
        sum = money_add(sum, row->amount);
        g_array_sort(row->hours, hour_compare);
        if (row->amount.cents == 0 && row->minutes == 0 && row->cause != COMPARE_FACTS) {
            g_array_remove_index(rows, i - 1);
        }
    }
    CHECK(sum.cents == comparison->difference.cents);
    g_array_sort(rows, row_compare);
}

#include "reports/value/registered.h"

#include <stdio.h>
#include <string.h>

#include "reports/text.h"
#include "reports/value/open_items.h"

const char *registered_kind_word(enum registered_kind kind)
{
    static const char *const words[REGISTERED_KIND_COUNT] = {
        "RCTI",     "RCI",     "RCAN",       "ADJ",       "VOID",    "WRITE-OFF",
        "RESTORED", "PAYMENT", "PAID AGAIN", "CAME BACK", "BY HAND", "NONE"};
    return words[kind];
}

bool registered_is_document(enum registered_kind kind)
{
    return kind <= REGISTERED_ADJ;
}

/* ---- GST by label ------------------------------------------------------------------------------- */

void registered_bill_label(enum registered_kind kind, money no_supply, struct registered_bill *bill)
{
    const money negated = {-bill->gst.cents};
    const money supplies = money_subtract(bill->total, no_supply);
    bill->g11 = kind == REGISTERED_RCAN ? (money){0} : supplies;
    bill->gst_1a = kind == REGISTERED_RCAN && bill->gst.cents < 0 ? negated : (money){0};
    bill->gst_1b = bill->gst_1a.cents == 0 ? bill->gst : (money){0};
}

void registered_bill_add(struct registered_bill *sum, const struct registered_bill *bill)
{
    sum->amount = money_add(sum->amount, bill->amount);
    sum->gst = money_add(sum->gst, bill->gst);
    sum->total = money_add(sum->total, bill->total);
    sum->g11 = money_add(sum->g11, bill->g11);
    sum->gst_1a = money_add(sum->gst_1a, bill->gst_1a);
    sum->gst_1b = money_add(sum->gst_1b, bill->gst_1b);
}

void registered_bill_undo(struct registered_bill *sum, const struct registered_bill *bill)
{
    const struct registered_bill undone = {{-bill->amount.cents}, {-bill->gst.cents},
                                           {-bill->total.cents},  {-bill->g11.cents},
                                           {-bill->gst_1a.cents}, {-bill->gst_1b.cents}};
    registered_bill_add(sum, &undone);
}

/* ---- years -------------------------------------------------------------------------------------- */

enum { YEAR_BEGINS = 7 /* July */, MONTHS_OF_QUARTER = 3 };

day financial_year_first(day of)
{
    const struct civil civil = day_to_civil(of);
    return day_from_civil(
        (struct civil){civil.month >= YEAR_BEGINS ? civil.year : civil.year - 1, YEAR_BEGINS, 1});
}

day financial_year_last(day of)
{
    const struct civil first = day_to_civil(financial_year_first(of));
    return day_add(day_from_civil((struct civil){first.year + 1, YEAR_BEGINS, 1}), -1);
}

char *financial_year_text(char *buffer, day of)
{
    const int32_t year = day_to_civil(financial_year_first(of)).year;
    snprintf(buffer, TEXT_SIZE, "%04d-%02d", year, (year + 1) % 100);
    return buffer;
}

bool financial_year_parse(const char *text, day *ret_first, day *ret_last)
{
    char spelled[TEXT_SIZE];
    const gint64 year = g_ascii_strtoll(text, NULL, 10);
    if (strlen(text) != strlen("2026-27") || year < 1970 || year > 9998) {
        return false;
    }
    const day first = day_from_civil((struct civil){(int32_t)year, YEAR_BEGINS, 1});
    *ret_first = first;
    *ret_last = financial_year_last(first);
    return strcmp(financial_year_text(spelled, first), text) == 0;
}

/* ---- totals ------------------------------------------------------------------------------------- */

struct registered_list *registered_list_new(day from, day to)
{
    struct registered_list *list = g_new(struct registered_list, 1);
    const bool all = day_compare(from, DAY_UNBOUNDED_FROM) == 0;
    *list = (struct registered_list){
        .rows = g_array_new(FALSE, TRUE, sizeof(struct registered)),
        .totals = g_array_new(FALSE, TRUE, sizeof(struct registered_total)),
        .findings = g_ptr_array_new_with_free_func(g_free),
        .from = from,
        .to = to,
        .year = g_strdup(all ? "" : financial_year_text(TEXT_ROOM, from)),
        .strings = g_string_chunk_new(16384)};
    return list;
}

void registered_list_free(struct registered_list *list)
{
    if (list) {
        g_array_unref(list->rows);
        g_array_unref(list->totals);
        g_ptr_array_unref(list->findings);
        g_string_chunk_free(list->strings);
        g_free(list->year);
        g_free(list);
    }
}

/* What is no number comes behind the numbers of its issue. */
static gint row_compare(gconstpointer a, gconstpointer b)
{
    const struct registered *one = a;
    const struct registered *other = b;
    const int by_day = day_compare(one->issue_date, other->issue_date);
    const int by_seq = (one->seq > other->seq) - (one->seq < other->seq);
    const int by_none = (one->kind == REGISTERED_NONE) - (other->kind == REGISTERED_NONE);
    const int by_partner = strcmp(one->partner_id, other->partner_id);
    const int by_kind = (int)one->kind - (int)other->kind;
    const int by_number = strcmp(one->number, other->number);
    return by_day != 0       ? by_day
           : by_seq != 0     ? by_seq
           : by_none != 0    ? by_none
           : by_partner != 0 ? by_partner
           : by_kind != 0    ? by_kind
           : by_number != 0  ? by_number
                             : strcmp(one->period, other->period);
}

static bool is_within(const struct registered_list *list, day date)
{
    return day_compare(date, OPEN_NO_DAY) != 0 && day_compare(date, list->from) >= 0 &&
           day_compare(date, list->to) <= 0;
}

static void total_add(struct registered_total *total, const struct registered *row)
{
    if (row->billed) {
        registered_bill_add(&total->bill, &row->bill);
    }
    total->documents += registered_is_document(row->kind);
    if (row->pays) {
        money *const sums[REGISTERED_PAID_COUNT] = {[REGISTERED_BY_FILE] = &total->by_file,
                                                    [REGISTERED_HAND] = &total->by_hand,
                                                    [REGISTERED_BACK] = &total->came_back};
        money *sum = sums[row->payment.by];
        if (sum) {
            *sum = money_add(*sum, row->payment.amount);
        }
    }
}

enum span { SPAN_MONTH, SPAN_QUARTER, SPAN_YEAR, SPAN_COUNT };

/* The days of a month, quarter or year that have a day in it, and its name. */
static void span_set(struct registered_total *total, enum span span, day date,
                     GStringChunk *strings)
{
    const struct civil civil = day_to_civil(date);
    char text[TEXT_SIZE];
    if (span == SPAN_YEAR) {
        total->from = financial_year_first(date);
        total->to = financial_year_last(date);
        financial_year_text(text, date);
    } else {
        const int32_t months = span == SPAN_MONTH ? 1 : MONTHS_OF_QUARTER;
        const int32_t first = civil.month - (civil.month - 1) % months;
        const int32_t next = first + months;
        total->from = day_from_civil((struct civil){civil.year, first, 1});
        total->to = day_add(day_from_civil(next > 12 ? (struct civil){civil.year + 1, 1, 1}
                                                     : (struct civil){civil.year, next, 1}),
                            -1);
        if (span == SPAN_MONTH) {
            snprintf(text, sizeof text, "%04d-%02d", civil.year, civil.month);
        } else {
            const int32_t quarter = (first + 12 - YEAR_BEGINS) % 12 / MONTHS_OF_QUARTER + 1;
            char year[TEXT_SIZE];
            snprintf(text, sizeof text, "%.20s Q%d", financial_year_text(year, date), quarter);
        }
    }
    total->of = g_string_chunk_insert_const(strings, text);
}

static void span_add(struct registered_list *list, GHashTable *places, enum registered_group group,
                     enum span span, day date, const struct registered *row)
{
    static const char *const texts[][SPAN_COUNT] = {
        [REGISTERED_ISSUED] = {"issued in the month", "issued in the quarter",
                               "issued in the year"},
        [REGISTERED_PAID] = {"paid in the month", "paid in the quarter", "paid in the year"}};
    struct registered_total total = {
        .group = group, .group_text = texts[group][span], .legal_name = ""};
    span_set(&total, span, date, list->strings);
    g_autofree char *key = g_strconcat(total.group_text, " ", total.of, NULL);
    gpointer place = NULL;
    if (!g_hash_table_lookup_extended(places, key, NULL, &place)) {
        place = GUINT_TO_POINTER(list->totals->len);
        g_array_append_val(list->totals, total);
        g_hash_table_insert(places, g_steal_pointer(&key), place);
    }
    total_add(&g_array_index(list->totals, struct registered_total, GPOINTER_TO_UINT(place)), row);
}

static void partner_add(struct registered_list *list, GHashTable *places,
                        const struct registered *row)
{
    const struct registered_total total = {.group = REGISTERED_PARTNER,
                                           .group_text = "of the partner",
                                           .of = row->partner_id,
                                           .legal_name = row->legal_name,
                                           .from = list->from,
                                           .to = list->to};
    gpointer place = NULL;
    if (!g_hash_table_lookup_extended(places, row->partner_id, NULL, &place)) {
        place = GUINT_TO_POINTER(list->totals->len);
        g_array_append_val(list->totals, total);
        g_hash_table_insert(places, (gpointer)row->partner_id, place);
    }
    struct registered_total *of =
        &g_array_index(list->totals, struct registered_total, GPOINTER_TO_UINT(place));
    of->legal_name = row->legal_name[0] != '\0' ? row->legal_name : of->legal_name;
    total_add(of, row);
}

static gint total_compare(gconstpointer a, gconstpointer b)
{
    const struct registered_total *one = a;
    const struct registered_total *other = b;
    const int by_group = (int)one->group - (int)other->group;
    if (by_group != 0 || one->group == REGISTERED_PARTNER) {
        return by_group != 0 ? by_group : strcmp(one->of, other->of);
    }
    const int32_t length = one->to.number - one->from.number;
    const int32_t other_length = other->to.number - other->from.number;
    enum { MONTH_DAYS = 31, QUARTER_DAYS = 92 };
    const int span = (length >= MONTH_DAYS) + (length >= QUARTER_DAYS);
    const int other_span = (other_length >= MONTH_DAYS) + (other_length >= QUARTER_DAYS);
    return span != other_span ? span - other_span : day_compare(one->from, other->from);
}

void registered_list_close(struct registered_list *list)
{
    g_autoptr(GHashTable) spans = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) partners = g_hash_table_new(g_str_hash, g_str_equal);
    GArray *kept = g_array_new(FALSE, TRUE, sizeof(struct registered));
    for (guint i = 0; i < list->rows->len; i++) {
        const struct registered *row = &g_array_index(list->rows, struct registered, i);
        const bool issued = is_within(list, row->issue_date);
        const bool paid = is_within(list, row->payment_date);
        const bool counts = row->billed || row->pays;
        if (issued || paid) {
            g_array_append_vals(kept, row, 1);
        }
        for (int span = 0; span < SPAN_COUNT && counts; span++) {
            if (issued) {
                span_add(list, spans, REGISTERED_ISSUED, (enum span)span, row->issue_date, row);
            }
            if (paid) {
                span_add(list, spans, REGISTERED_PAID, (enum span)span, row->payment_date, row);
            }
        }
        if (issued && counts) {
            partner_add(list, partners, row);
        }
    }
    g_array_unref(list->rows);
    list->rows = kept;
    g_array_sort(list->rows, row_compare);
    g_array_sort(list->totals, total_compare);
}

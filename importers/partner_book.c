#include "importers/partner_book.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/text/issue.h"
#include "importers/text/zone.h"

enum {
    /* Comparing an unknown id with every id takes time: so many ids are looked at in all. */
    MEND_LOOKS_MAX = 2000000
};

struct partner_book {
    store_import *import;
    struct period period;
    GHashTable *entries;              /* partner_id -> struct partner_entry */
    GHashTable *mends;                /* unknown id -> "write …" or NULL */
    GPtrArray *own_ids;               /* of partners.csv */
    const struct partner_entry *last; /* found */
    size_t looks;
    bool has_file;
    bool incomplete;
    GStringChunk *strings;
};

/* The zone of a partner in one month. */
struct month_zone {
    struct day_range days;
    struct partner_zone zone;
};

static void entry_free(void *data)
{
    struct partner_entry *entry = data;
    g_array_unref(entry->zones);
    g_free(entry);
}

struct partner_book *partner_book_new(store_import *import, struct period period)
{
    struct partner_book *book = g_new0(struct partner_book, 1);
    book->import = import;
    book->period = period;
    book->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
    book->mends = g_hash_table_new(g_str_hash, g_str_equal);
    book->own_ids = g_ptr_array_new();
    book->strings = g_string_chunk_new(4096);
    return book;
}

void partner_book_free(struct partner_book *book)
{
    if (book) {
        g_hash_table_unref(book->entries);
        g_hash_table_unref(book->mends);
        g_ptr_array_unref(book->own_ids);
        g_string_chunk_free(book->strings);
        g_free(book);
    }
}

static struct partner_entry *entry_new(struct partner_book *book, const char *partner_id)
{
    struct partner_entry *entry = g_new0(struct partner_entry, 1);
    entry->partner_id = g_string_chunk_insert(book->strings, partner_id);
    entry->active = (struct day_range){DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO};
    entry->zones = g_array_new(FALSE, FALSE, sizeof(struct month_zone));
    g_hash_table_insert(book->entries, (char *)entry->partner_id, entry);
    return entry;
}

void partner_book_file(struct partner_book *book, bool incomplete)
{
    book->has_file = true;
    book->incomplete = incomplete;
}

void partner_book_add(struct partner_book *book, const char *partner_id, const char *timezone,
                      struct day_range active, bool good)
{
    if (g_hash_table_contains(book->entries, partner_id)) {
        return; /* the second row of a duplicate */
    }
    struct partner_entry *entry = entry_new(book, partner_id);
    entry->timezone = timezone ? g_string_chunk_insert_const(book->strings, timezone) : NULL;
    entry->active = active;
    entry->standing = good ? PARTNER_KNOWN : PARTNER_SET_ASIDE;
    entry->own = true;
    g_ptr_array_add(book->own_ids, (char *)entry->partner_id);
}

const struct partner_entry *partner_book_find(struct partner_book *book, const char *partner_id,
                                              GError **error)
{
    if (book->last && strcmp(book->last->partner_id, partner_id) == 0) {
        return book->last; /* files are mostly in the order of partners */
    }
    struct partner_entry *entry = g_hash_table_lookup(book->entries, partner_id);
    if (entry) {
        return book->last = entry;
    }
    /* Of who is not in this partners.csv, if there is one. */
    enum partner_standing standing = book->incomplete ? PARTNER_SET_ASIDE : PARTNER_UNKNOWN;
    if ((!book->has_file &&
         !store_import_standing(book->import, partner_id, book->period, &standing, error)) ||
        (standing == PARTNER_UNKNOWN &&
         !store_import_timezone(book->import, partner_id, book->period, error))) {
        return NULL;
    }
    bool left = false;
    if (standing == PARTNER_UNKNOWN &&
        !store_import_had_before(book->import, partner_id, book->period, &left, error)) {
        return NULL;
    }
    entry = entry_new(book, partner_id);
    entry->standing = standing;
    entry->left = left;
    entry->own = book->incomplete;
    entry->supposed = book->incomplete;
    return entry;
}

static bool zone_find(struct partner_book *book, const struct partner_entry *entry,
                      struct period month, struct partner_zone *ret_zone, GError **error)
{
    bool aside = entry->standing == PARTNER_SET_ASIDE; /* it would come from the row that is bad */
    if (aside && month.first.number != book->period.first.number) {
        enum partner_standing standing;
        if (!store_import_standing(book->import, entry->partner_id, month, &standing, error)) {
            return false;
        }
        aside = standing != PARTNER_KNOWN;
    }
    g_autoptr(GError) failure = NULL;
    const char *timezone =
        aside ? NULL : store_import_timezone(book->import, entry->partner_id, month, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    ret_zone->staged = timezone != NULL;
    ret_zone->timezone = timezone ? timezone : entry->timezone;
    const struct clock *clock = ret_zone->timezone ? zone_clock(ret_zone->timezone) : NULL;
    if (!clock) { /* the store's zone is one that this machine lacks */
        *ret_zone = (struct partner_zone){NULL, {NULL, 0}, false};
        return true;
    }
    /* Of the hundreds of rows of a zone one or two are near the month. */
    int64_t from = (month.first.number - 2) * (int64_t)MINUTES_PER_DAY;
    int64_t to = from + (month.day_count + 4) * (int64_t)MINUTES_PER_DAY;
    size_t first = 0;
    while (first + 1 < clock->offset_count && clock->offsets[first + 1].from.utc_minutes <= from) {
        first++;
    }
    size_t end = first + 1;
    while (end < clock->offset_count && clock->offsets[end].from.utc_minutes <= to) {
        end++;
    }
    ret_zone->clock = (struct clock){clock->offsets + first, end - first};
    return true;
}

bool partner_book_zone(struct partner_book *book, const struct partner_entry *entry, day date,
                       struct partner_zone *ret_zone, GError **error)
{
    for (size_t i = 0; i < entry->zones->len; i++) {
        const struct month_zone *known = &g_array_index(entry->zones, struct month_zone, i);
        if (day_range_has(known->days, date)) {
            *ret_zone = known->zone;
            return true;
        }
    }
    struct civil civil = day_to_civil(date);
    struct period month = period_from_month(civil.year, civil.month);
    struct month_zone found = {.days = {month.first, period_last(month)}};
    if (!zone_find(book, entry, month, &found.zone, error)) {
        return false;
    }
    g_array_append_val(entry->zones, found);
    *ret_zone = found.zone;
    return true;
}

const char *partner_book_mend(struct partner_book *book, const char *partner_id)
{
    void *mend = NULL;
    if (!g_hash_table_lookup_extended(book->mends, partner_id, NULL, &mend) &&
        book->looks + book->own_ids->len <= MEND_LOOKS_MAX) {
        book->looks += book->own_ids->len;
        mend = (void *)issue_near_mend(
            book->strings,
            near_find(partner_id, (const char *const *)book->own_ids->pdata, book->own_ids->len));
        g_hash_table_insert(book->mends, g_string_chunk_insert(book->strings, partner_id), mend);
    }
    return mend;
}

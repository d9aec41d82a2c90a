#include "engine/run/standing/standing.h"

#include <stdlib.h>
#include <string.h>

#include "engine/run/correct/payment.h"
#include "engine/store/sha256.h"
#include "reports/text.h"

/* ---- what is looked at ------------------------------------------------------------------------- */

struct standing {
    const struct month_setup *setup;
    exception_list *list;
    GArray *partners;     /* struct partner_row of the period, by partner_id */
    GHashTable *by_id;    /* partner_id -> struct partner_row */
    GArray *rates;        /* struct rate_row of the period */
    GArray *rates_before; /* of the month that was imported before it */
    day before_last;      /* that month's last day */
    struct direct_entry payer;
    GStringChunk *strings;
};

static const struct partner_row *row_at(const struct standing *standing, guint index)
{
    return &g_array_index(standing->partners, struct partner_row, index);
}

static bool is_active(const struct standing *standing, const struct partner_row *row)
{
    const struct period period = standing->setup->run.period;
    return day_compare(row->active.from, period_last(period)) <= 0 &&
           day_compare(row->active.to, period.first) >= 0;
}

/* What the list's row rests on, as a text. */
static void facts_note(exception_list *list, guint index, const char *facts)
{
    char hash[SHA256_TEXT_SIZE];
    sha256_of(facts, strlen(facts), hash);
    g_array_index(list->rows, struct exception_row, index).facts =
        g_string_chunk_insert_const(list->strings, hash);
}

static void find(const struct standing *standing, enum exception_code code,
                 const struct partner_row *row, const char *subject, const char *detail,
                 const char *facts)
{
    const struct fact_source *source = &row->source;
    g_autofree char *place = g_strdup_printf("%s:%u", source->file, source->line);
    exception_list_add(standing->list, code, row->supplier.partner_id, subject, detail,
                       source->earlier_batch == 0 ? place : "");
    facts_note(standing->list, standing->list->rows->len - 1, facts);
}

/* ---- places ------------------------------------------------------------------------------------ */

/* Which states have the postcode. Ranges of the states as Australia Post allots them
 * (https://auspost.com.au/postcode; https://en.wikipedia.org/wiki/Postcodes_in_Australia, "Australian
 * states and territories"), with those that lie over a border. */
static const struct postcode_range {
    int32_t from;
    int32_t to;
    const char *states;
} postcodes[] = {
    {200, 299, "ACT"},       {800, 871, "NT"},        {872, 872, "NT SA WA QLD"},
    {873, 999, "NT"},        {1000, 2405, "NSW"},     {2406, 2406, "NSW QLD"},
    {2407, 2539, "NSW"},     {2540, 2540, "NSW ACT"}, {2541, 2599, "NSW"},
    {2600, 2610, "ACT"},     {2611, 2611, "ACT NSW"}, {2612, 2617, "ACT"},
    {2618, 2618, "ACT NSW"}, {2619, 2619, "NSW"},     {2620, 2620, "NSW ACT"},
    {2621, 2899, "NSW"},     {2900, 2920, "ACT"},     {2921, 2999, "NSW"},
    {3000, 3584, "VIC"},     {3585, 3586, "VIC NSW"}, {3587, 3643, "VIC"},
    {3644, 3644, "VIC NSW"}, {3645, 3690, "VIC"},     {3691, 3691, "VIC NSW"},
    {3692, 3706, "VIC"},     {3707, 3707, "VIC NSW"}, {3708, 3999, "VIC"},
    {4000, 4374, "QLD"},     {4375, 4375, "QLD NSW"}, {4376, 4376, "QLD"},
    {4377, 4377, "QLD NSW"}, {4378, 4379, "QLD"},     {4380, 4380, "QLD NSW"},
    {4381, 4382, "QLD"},     {4383, 4383, "QLD NSW"}, {4384, 4384, "QLD"},
    {4385, 4385, "QLD NSW"}, {4386, 4824, "QLD"},     {4825, 4825, "QLD NT"},
    {4826, 4999, "QLD"},     {5000, 5999, "SA"},      {6000, 6999, "WA"},
    {7000, 7999, "TAS"},     {8000, 8999, "VIC"},     {9000, 9999, "QLD"},
};

/* "" for none. */
static const char *postcode_states(const char *postcode)
{
    bool four = strlen(postcode) == 4 && strspn(postcode, "0123456789") == 4;
    int32_t number = four ? (int32_t)g_ascii_strtoll(postcode, NULL, 10) : 0;
    for (size_t i = 0; i < G_N_ELEMENTS(postcodes); i++) {
        if (number >= postcodes[i].from && number <= postcodes[i].to) {
            return postcodes[i].states;
        }
    }
    return "";
}

static bool has_word(const char *words, const char *sign, const char *word)
{
    g_auto(GStrv) list = g_strsplit(words, sign, -1);
    return g_strv_contains((const char *const *)list, word);
}

/* Whether the value is of none of the areas that say something of it, and whether any does. */
static bool is_elsewhere(const struct standing *standing, char *const *areas, bool zone,
                         const char *value)
{
    bool says = false;
    bool among = false;
    for (size_t i = 0; areas[i]; i++) {
        const struct area *area = area_tree_find(standing->setup->calendar, areas[i]);
        const struct area *state = area ? area_state(area) : NULL;
        const char *name = state ? strchr(state->row->area, '-') : NULL;
        if (zone && area && area_zones(area)[0] != '\0') {
            says = true;
            among |= has_word(area_zones(area), ";", value);
        } else if (!zone && name) {
            says = true;
            among |= has_word(postcode_states(value), " ", name + 1);
        }
    }
    return says && !among;
}

static void place_look(const struct standing *standing, const struct partner_row *row)
{
    const struct supplier *supplier = &row->supplier;
    g_autofree char *state = g_strconcat("AU-", supplier->state, NULL);
    char *const state_areas[] = {state, NULL};
    g_auto(GStrv) areas = g_strsplit(row->areas, ";", -1);
    g_autofree char *place = g_strdup_printf(
        "state %s, area %s", supplier->state[0] ? supplier->state : "blank", row->areas);
    if (is_elsewhere(standing, areas, true, row->timezone) ||
        is_elsewhere(standing, state_areas, true, row->timezone)) {
        g_autofree char *detail = g_strdup_printf("%s; %s", row->timezone, place);
        find(standing, EXCEPTION_ZONE_UNLIKELY, row, "", detail, detail);
    }
    if (supplier->postcode[0] != '\0' &&
        (is_elsewhere(standing, areas, false, supplier->postcode) ||
         is_elsewhere(standing, state_areas, false, supplier->postcode))) {
        g_autofree char *detail = g_strdup_printf("%s; %s", supplier->postcode, place);
        find(standing, EXCEPTION_POSTCODE_UNLIKELY, row, "", detail, detail);
    }
}

/* ---- who shares what --------------------------------------------------------------------------- */

enum { SHARED_ABN, SHARED_ACCOUNTS, SHARED_EMAIL, SHARED_COUNT, MEMBERS_NAMED_MAX = 20 };
static const enum exception_code shared_codes[SHARED_COUNT] = {
    EXCEPTION_DUPLICATE_ABN, EXCEPTION_SHARED_ACCOUNT, EXCEPTION_DUPLICATE_EMAIL};

/* What is compared, "" where the partner has none. The caller frees. */
static char *shared_key(const struct supplier *supplier, int what)
{
    if (what == SHARED_ACCOUNTS) {
        g_autofree char *bsb = cell_key(supplier->bsb);
        g_autofree char *number = cell_key(supplier->account_number);
        bool known = supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0';
        return known ? g_strconcat(bsb, "/", number, NULL) : g_strdup("");
    }
    return what == SHARED_ABN ? g_strdup(supplier->abn) : g_utf8_casefold(supplier->email, -1);
}

/* As it is shown; the caller frees. */
static char *shared_text(const struct supplier *supplier, int what)
{
    char text[TEXT_SIZE];
    return what == SHARED_ABN     ? g_strdup_printf("ABN %s", text_abn(text, supplier->abn))
           : what == SHARED_EMAIL ? g_strdup(supplier->email)
                                  : g_strdup_printf("%s, account %s", supplier->bsb,
                                                    text_masked(text, supplier->account_number));
}

/* key -> GPtrArray of the partners that have it, by partner_id. */
static GHashTable *shared_groups(const struct standing *standing, int what)
{
    GHashTable *groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify)(void (*)(void))g_ptr_array_unref);
    for (guint i = 0; i < standing->partners->len; i++) {
        const struct partner_row *row = row_at(standing, i);
        char *key = shared_key(&row->supplier, what);
        GPtrArray *group = g_hash_table_lookup(groups, key);
        if (key[0] == '\0' || group) {
            g_clear_pointer(&key, g_free);
        } else {
            group = g_ptr_array_new();
            g_hash_table_insert(groups, key, group);
        }
        if (group) {
            g_ptr_array_add(group, (gpointer)row);
        }
    }
    return groups;
}

static GPtrArray *group_of(GHashTable *const *groups, const struct partner_row *row, int what)
{
    g_autofree char *key = shared_key(&row->supplier, what);
    return g_hash_table_lookup(groups[what], key);
}

static bool same_members(const GPtrArray *one, const GPtrArray *other)
{
    bool same = one && other && one->len == other->len;
    for (guint i = 0; same && i < one->len; i++) {
        same = g_ptr_array_index(one, i) == g_ptr_array_index(other, i);
    }
    return same;
}

static void group_tell(const struct standing *standing, const GPtrArray *group, int what,
                       bool practice)
{
    const struct partner_row *first = g_ptr_array_index(group, 0);
    g_autoptr(GString) others = g_string_new(NULL);
    g_autoptr(GString) facts = g_string_new(NULL);
    g_autofree char *key = shared_key(&first->supplier, what);
    g_autofree char *value = shared_text(&first->supplier, what);
    for (guint i = 0; i < group->len; i++) {
        const struct supplier *supplier =
            &((const struct partner_row *)g_ptr_array_index(group, i))->supplier;
        g_string_append_printf(facts, "%s;", supplier->partner_id);
        if (i > 0 && i <= MEMBERS_NAMED_MAX) {
            g_string_append_printf(others, "%s%s %s", i > 1 ? ", " : "", supplier->partner_id,
                                   supplier->legal_name);
        }
    }
    if (group->len > MEMBERS_NAMED_MAX + 1) {
        g_string_append_printf(others, " and %u others", group->len - MEMBERS_NAMED_MAX - 1);
    }
    g_string_append_printf(facts, "%s;%d", key, practice);
    g_autofree char *detail = g_strconcat(
        value, practice ? "; so are the account and the e-mail address: a practice?" : "", NULL);
    find(standing, shared_codes[what], first, others->str, detail, facts->str);
}

static void shared_look(const struct standing *standing)
{
    GHashTable *groups[SHARED_COUNT];
    for (int what = 0; what < SHARED_COUNT; what++) {
        groups[what] = shared_groups(standing, what);
    }
    for (guint i = 0; i < standing->partners->len; i++) {
        const struct partner_row *row = row_at(standing, i);
        const GPtrArray *abn = group_of(groups, row, SHARED_ABN);
        bool practice = same_members(abn, group_of(groups, row, SHARED_ACCOUNTS)) &&
                        same_members(abn, group_of(groups, row, SHARED_EMAIL));
        for (int what = 0; what < (practice ? 1 : SHARED_COUNT); what++) {
            const GPtrArray *group = group_of(groups, row, what);
            if (group && group->len > 1 && g_ptr_array_index(group, 0) == row) {
                group_tell(standing, group, what, practice);
            }
        }
    }
    for (int what = 0; what < SHARED_COUNT; what++) {
        g_hash_table_unref(groups[what]);
    }
}

/* Whoever says nothing of what the partner is, is not asked either. */
static void super_look(const struct standing *standing, const struct partner_row *row)
{
    if (row->entity_type == ENTITY_INDIVIDUAL && row->super == ANSWER_BLANK) {
        find(standing, EXCEPTION_SUPER_UNDECIDED, row, "", "", "");
    }
}

static void contact_look(const struct standing *standing, const struct partner_row *row)
{
    const struct supplier *supplier = &row->supplier;
    const struct direct_entry *payer = &standing->payer;
    const char *company = standing->setup->run.company.email;
    if (supplier->email[0] == '\0') {
        find(standing, EXCEPTION_NO_EMAIL, row, "", "", "");
    } else if (cell_same(supplier->email, company)) {
        find(standing, EXCEPTION_DUPLICATE_EMAIL, row, "", "the company's", supplier->email);
    }
    if (supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0' &&
        cell_same(supplier->bsb, payer->bsb) &&
        cell_same(supplier->account_number, payer->account_number)) {
        g_autofree char *account = shared_text(supplier, SHARED_ACCOUNTS);
        find(standing, EXCEPTION_COMPANY_ACCOUNT, row, "", account, account);
    }
}

/* ---- rates ------------------------------------------------------------------------------------- */

enum { KIND_COUNT = 2, MEDIAN_OF_MIN = 10, CHANGE_PERCENT_MAX = 30 };

/* The first of that partner's rows: they are ordered by partner_id. */
static guint rates_from(const GArray *rates, const char *partner_id)
{
    guint low = 0;
    for (guint high = rates->len; low < high;) {
        const guint middle = low + (high - low) / 2;
        const struct rate_row *row = &g_array_index(rates, struct rate_row, middle);
        if (strcmp(row->partner_id, partner_id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Of the rows of one partner and kind, by date: the last on or before it; NULL where there is none. */
static const struct rate_row *rate_on(const GArray *rates, const char *partner_id,
                                      enum rate_kind kind, day date)
{
    const struct rate_row *found = NULL;
    for (guint i = rates_from(rates, partner_id); i < rates->len; i++) {
        const struct rate_row *row = &g_array_index(rates, struct rate_row, i);
        if (strcmp(row->partner_id, partner_id) != 0) {
            break;
        }
        if (row->kind == kind && day_compare(row->effective_from, date) <= 0) {
            found = row;
        }
    }
    return found;
}

static bool is_leap(int64_t before, int64_t now)
{
    return llabs(now - before) * 100 > CHANGE_PERCENT_MAX * before;
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a;
    const int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Twice the median of what the partners of the month are paid by; 0 of fewer than ten. */
static int64_t double_median(const struct standing *standing, const struct rate_row *const *latest)
{
    g_autoptr(GArray) cents = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < standing->partners->len; i++) {
        if (latest[i]) {
            g_array_append_val(cents, latest[i]->hourly_rate.cents_per_hour);
        }
    }
    if (cents->len < MEDIAN_OF_MIN) {
        return 0;
    }
    g_array_sort(cents, compare_numbers);
    return g_array_index(cents, int64_t, (cents->len - 1) / 2) +
           g_array_index(cents, int64_t, cents->len / 2);
}

static void rate_look(const struct standing *standing, const struct partner_row *partner,
                      const struct rate_row *latest, const struct rate_row *before,
                      int64_t twice_median)
{
    int64_t cents = latest->hourly_rate.cents_per_hour;
    bool leaps = before && is_leap(before->hourly_rate.cents_per_hour, cents);
    bool stands_out = twice_median > 0 && (cents > twice_median || cents * 4 < twice_median);
    if (!leaps && !stands_out) {
        return;
    }
    const char *kind = latest->kind == RATE_PARTNER ? "Partner" : "ad hoc";
    char text[TEXT_SIZE];
    char since[TEXT_SIZE];
    g_autoptr(GString) detail = g_string_new(NULL);
    g_string_printf(detail, "%s an hour, %s, from %s", text_rate(text, latest->hourly_rate), kind,
                    text_date(since, latest->effective_from));
    if (leaps) {
        g_string_append_printf(detail, "; %s before", text_rate(text, before->hourly_rate));
    }
    if (stands_out) {
        g_string_append_printf(detail, "; %s is the median",
                               text_rate(text, (hourly_rate){twice_median / 2}));
    }
    g_autofree char *facts = g_strdup_printf("%s %s", kind, text_rate(text, latest->hourly_rate));
    struct partner_row about = *partner;
    about.source = latest->source;
    find(standing, EXCEPTION_RATE_UNUSUAL, &about, "", detail->str, facts);
}

/* The rate that the partner had before that one: of the file itself where it changed this month, else
 * that of the month before. */
static const struct rate_row *rate_before(const struct standing *standing,
                                          const struct rate_row *latest)
{
    const struct period period = standing->setup->run.period;
    bool this_month = day_compare(latest->effective_from, period.first) >= 0;
    const struct rate_row *before = this_month
                                        ? rate_on(standing->rates, latest->partner_id, latest->kind,
                                                  day_add(latest->effective_from, -1))
                                        : NULL;
    return before ? before
                  : rate_on(standing->rates_before, latest->partner_id, latest->kind,
                            standing->before_last);
}

static void rates_look(const struct standing *standing)
{
    const day last = period_last(standing->setup->run.period);
    const guint count = standing->partners->len;
    g_autofree const struct rate_row **latest = g_new0(const struct rate_row *, count + 1);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        for (guint i = 0; i < count; i++) {
            const struct partner_row *row = row_at(standing, i);
            latest[i] =
                is_active(standing, row)
                    ? rate_on(standing->rates, row->supplier.partner_id, (enum rate_kind)kind, last)
                    : NULL;
        }
        int64_t twice_median = double_median(standing, latest);
        for (guint i = 0; i < count; i++) {
            if (latest[i]) {
                rate_look(standing, row_at(standing, i), latest[i],
                          rate_before(standing, latest[i]), twice_median);
            }
        }
    }
}

/* ---- what ends ----------------------------------------------------------------------------------- */

/* Until a month from this run's issue date. */
static void ends_look(const struct standing *standing, const struct partner_row *row)
{
    enum { NEXT_ISSUE_DAYS = 31 };
    const day today = standing->setup->run.issue_date;
    const struct day_range soon = {today, day_add(today, NEXT_ISSUE_DAYS)};
    const struct {
        const char *what;
        day last;
    } ends[] = {{"agreement_to", row->agreement.to}, {"gst_to", row->gst.to}};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        char text[TEXT_SIZE];
        if (day_range_has(soon, ends[i].last)) {
            exception_list_add(standing->list, EXCEPTION_ENDS_SOON, row->supplier.partner_id,
                               ends[i].what, text_date(text, ends[i].last), "");
        }
    }
}

/* What is known of the holidays of an area ends with this month: once for all who are based there. */
static void horizon_look(const struct standing *standing)
{
    const struct period period = standing->setup->run.period;
    const struct period next = period_add_months(period, 1);
    const holiday_calendar *calendar = standing->setup->calendar;
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < standing->partners->len; i++) {
        const struct partner_row *row = row_at(standing, i);
        g_auto(GStrv) areas = g_strsplit(row->areas, ";", -1);
        g_autoptr(GString) gaps = g_string_new(NULL);
        const char *const *ids = (const char *const *)areas;
        if (is_active(standing, row) &&
            calendar_covers(calendar, ids, (struct day_range){period.first, period_last(period)},
                            NULL) &&
            !calendar_covers(calendar, ids, (struct day_range){next.first, period_last(next)},
                             gaps) &&
            g_hash_table_add(told, g_strdup(gaps->str))) {
            exception_list_add(standing->list, EXCEPTION_ENDS_SOON, "", "holidays", gaps->str, "");
        }
    }
}

/* ---- partners' own exceptions --------------------------------------------------------------------- */

static void own_look(const struct standing *standing)
{
    for (guint i = 0; i < standing->list->rows->len; i++) {
        const struct exception_row *row =
            &g_array_index(standing->list->rows, struct exception_row, i);
        const struct partner_row *partner = g_hash_table_lookup(standing->by_id, row->partner_id);
        if (strcmp(row->code, exception_words[EXCEPTION_NO_LOCAL_AREA]) == 0) {
            facts_note(standing->list, i, partner ? partner->areas : "");
        } else if (strcmp(row->code, exception_words[EXCEPTION_NO_SETOFF_CLAUSE]) == 0) {
            facts_note(standing->list, i, "");
        } else if (strcmp(row->code, exception_words[EXCEPTION_SETTLED_DIFFERS]) == 0) {
            facts_note(standing->list, i, row->detail);
        }
    }
}

/* ---- all of it ----------------------------------------------------------------------------------- */

static bool standing_read(struct standing *standing, GError **error)
{
    const struct month_setup *setup = standing->setup;
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    struct store_view before = setup->view;
    if (!store_rows_load(setup->store, &setup->view, INPUT_PARTNERS, standing->partners,
                         standing->strings, error) ||
        !store_rows_load(setup->store, &setup->view, INPUT_RATES, standing->rates,
                         standing->strings, error) ||
        !store_imported_periods(setup->store, setup->view.batch, imported, error)) {
        return false;
    }
    standing->payer = setup->company.payer;
    for (guint i = 0; i < standing->partners->len; i++) {
        const struct partner_row *row = row_at(standing, i);
        g_hash_table_insert(standing->by_id, (gpointer)row->supplier.partner_id, (gpointer)row);
    }
    bool any = false;
    for (guint i = 0; i < imported->len; i++) {
        struct period period = g_array_index(imported, struct period, i);
        if (day_compare(period.first, setup->view.period.first) < 0) {
            before.period = period;
            any = true;
        }
    }
    standing->before_last = period_last(before.period);
    return !any || store_rows_load(setup->store, &before, INPUT_RATES, standing->rates_before,
                                   standing->strings, error);
}

static void standing_look(const struct standing *standing)
{
    for (guint i = 0; i < standing->partners->len; i++) {
        const struct partner_row *row = row_at(standing, i);
        if (is_active(standing, row)) {
            contact_look(standing, row);
            super_look(standing, row);
            place_look(standing, row);
            ends_look(standing, row);
        }
    }
    shared_look(standing);
    rates_look(standing);
    horizon_look(standing);
    own_look(standing);
}

bool standing_tell(const struct month_setup *setup, exception_list *list, GError **error)
{
    struct standing standing = {
        .setup = setup,
        .list = list,
        .partners = g_array_new(FALSE, TRUE, sizeof(struct partner_row)),
        .by_id = g_hash_table_new(g_str_hash, g_str_equal),
        .rates = g_array_new(FALSE, TRUE, sizeof(struct rate_row)),
        .rates_before = g_array_new(FALSE, TRUE, sizeof(struct rate_row)),
        .strings = g_string_chunk_new(16384),
    };
    const bool done = standing_read(&standing, error);
    if (done) {
        standing_look(&standing);
    }
    g_array_unref(standing.partners);
    g_hash_table_unref(standing.by_id);
    g_array_unref(standing.rates);
    g_array_unref(standing.rates_before);
    g_string_chunk_free(standing.strings);
    return done;
}

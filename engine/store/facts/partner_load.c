#include "engine/core/check.h"
#include "engine/store/facts/known.h"
#include "engine/store/facts/partner_private.h"
#include "engine/store/tables.h"
#include "engine/store/transaction.h"

static const char DOING[] = "reading a partner's facts";

enum { WINDOW_DAYS = 2 }; /* before the period and after it */

static bool row_load(const struct partner_query *query, const char *partner_id,
                     struct store_partner *partner, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, legal_name, trading_name, abn, gst_from, gst_to, agreement_from,"
        " agreement_to, agreement_ref, email, address_line_1, address_line_2, suburb, state,"
        " postcode, timezone, areas, bsb, account_number, account_name, active_from, active_to,"
        " line, known_from FROM partners AS t WHERE period = ?1 AND partner_id = ?2 AND " KNOWN_AT(
            "t", "?3");
    char period[PERIOD_TEXT_SIZE];
    store_period_text(query->view->period, period);
    g_autoptr(statement_lease) read = statement_borrow(query->store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, period);
    statement_bind_kept(read, 2, partner_id);
    statement_bind_integer(read, 3, query->view->batch);
    enum statement_step step = statement_next(query->store, read, DOING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    if (step == STEP_ROW) {
        partner->facts.source =
            in_force_source(&query->in_force, INPUT_PARTNERS, statement_line(read, 22),
                            sqlite3_column_int64(read, 23));
    }
    /* Without a row every column is NULL: the partner is then blank and never anything. */
    GStringChunk *strings = partner->strings;
    partner->row = (struct partner_row){
        .partner_id = statement_string(read, 0, strings),
        .legal_name = statement_string(read, 1, strings),
        .trading_name = statement_string(read, 2, strings),
        .abn = statement_string(read, 3, strings),
        .gst_from = statement_day(read, 4, DAY_UNBOUNDED_TO),
        .gst_to = statement_day(read, 5, DAY_UNBOUNDED_TO),
        .agreement_from = statement_day(read, 6, DAY_UNBOUNDED_TO),
        .agreement_to = statement_day(read, 7, DAY_UNBOUNDED_TO),
        .agreement_ref = statement_string(read, 8, strings),
        .email = statement_string(read, 9, strings),
        .address_line_1 = statement_string(read, 10, strings),
        .address_line_2 = statement_string(read, 11, strings),
        .suburb = statement_string(read, 12, strings),
        .state = statement_string(read, 13, strings),
        .postcode = statement_string(read, 14, strings),
        .timezone = statement_string(read, 15, strings),
        .areas = statement_string(read, 16, strings),
        .bsb = statement_string(read, 17, strings),
        .account_number = statement_string(read, 18, strings),
        .account_name = statement_string(read, 19, strings),
        .active_from = statement_day(read, 20, DAY_UNBOUNDED_FROM),
        .active_to = statement_day(read, 21, DAY_UNBOUNDED_TO),
        .line = statement_line(read, 22),
    };
    return true;
}

static bool schedules_load(const struct partner_query *query, struct store_partner *partner,
                           GError **error)
{
    static const char SQL[] =
        "SELECT weekday, start, \"end\", effective_from, effective_to, line, known_from"
        " FROM schedules AS t"
        " WHERE period = ?1 AND partner_id = ?2 AND " KNOWN_AT(
            "t", "?3") " ORDER BY instr('MonTueWedThuFriSatSun', weekday), start, effective_from";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(query->view->period, period);
    g_autoptr(statement_lease) list = statement_borrow(query->store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, period);
    statement_bind_kept(list, 2, partner->row.partner_id);
    statement_bind_integer(list, 3, query->view->batch);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        int on = words_find(words_weekday, statement_text(list, 0));
        if (on < 0) {
            return statement_damaged(query->store, "schedules", error);
        }
        struct schedule_row row = {
            .weekday = (weekday)on,
            .start_minute = statement_int32(list, 1),
            .end_minute = statement_int32(list, 2),
            .effective = {statement_day(list, 3, DAY_UNBOUNDED_FROM),
                          statement_day(list, 4, DAY_UNBOUNDED_TO)},
            .source = in_force_source(&query->in_force, INPUT_SCHEDULES, statement_line(list, 5),
                                      sqlite3_column_int64(list, 6)),
        };
        g_array_append_val(partner->schedules, row);
    }
    return step == STEP_DONE;
}

static bool rates_load(const struct partner_query *query, struct store_partner *partner,
                       GError **error)
{
    static const char SQL[] = "SELECT kind, effective_from, hourly_rate FROM rates AS t"
                              " WHERE period = ?1 AND partner_id = ?2 AND " KNOWN_AT(
                                  "t", "?3") " ORDER BY kind <> 'partner', effective_from";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(query->view->period, period);
    g_autoptr(statement_lease) list = statement_borrow(query->store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, period);
    statement_bind_kept(list, 2, partner->row.partner_id);
    statement_bind_integer(list, 3, query->view->batch);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        int kind = words_find(words_rate_kind, statement_text(list, 0));
        if (kind < 0) {
            return statement_damaged(query->store, "rates", error);
        }
        struct rate_row row = {(enum rate_kind)kind,
                               statement_day(list, 1, DAY_UNBOUNDED_FROM),
                               {sqlite3_column_int64(list, 2)}};
        g_array_append_val(partner->rates, row);
    }
    return step == STEP_DONE;
}

/* ?1 the partner, ?2 the batch, ?3 and ?4 the window. */
static statement_lease *window_borrow(const struct partner_query *query,
                                      const struct store_partner *partner, const char *sql,
                                      GError **error)
{
    statement_lease *lease = statement_borrow(query->store, sql, DOING, error);
    if (lease != NULL) {
        statement_bind_kept(lease, 1, partner->row.partner_id);
        statement_bind_integer(lease, 2, query->view->batch);
        statement_bind_integer(lease, 3, query->window.start.utc_minutes);
        statement_bind_integer(lease, 4, query->window.end.utc_minutes);
    }
    return lease;
}

static bool blocks_load(const struct partner_query *query, struct store_partner *partner,
                        GError **error)
{
    static const char SQL[] =
        "SELECT block_id, start, \"end\", reason, ambiguous_local_time, line, known_from"
        " FROM blocks AS t"
        " WHERE partner_id = ?1 AND start < ?4 AND \"end\" > ?3 AND " KNOWN_AT(
            "t", "?2") " ORDER BY start, block_id";
    g_autoptr(statement_lease) list = window_borrow(query, partner, SQL, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        struct block block = {
            .block_id = statement_string(list, 0, partner->strings),
            .span = {statement_instant(list, 1), statement_instant(list, 2)},
            .reason = statement_string(list, 3, partner->strings),
            .ambiguous_local_time = statement_int32(list, 4) != 0,
            .source = in_force_source(&query->in_force, INPUT_BLOCKS, statement_line(list, 5),
                                      sqlite3_column_int64(list, 6)),
        };
        g_array_append_val(partner->blocks, block);
    }
    return step == STEP_DONE;
}

static bool works_load(const struct partner_query *query, struct store_partner *partner,
                       GError **error)
{
    static const char SQL[] =
        "SELECT work_id, stream, start, \"end\", ambiguous_local_time, line, known_from"
        " FROM other_work AS t"
        " WHERE partner_id = ?1 AND start < ?4 AND \"end\" > ?3 AND " KNOWN_AT(
            "t", "?2") " ORDER BY start, work_id";
    g_autoptr(statement_lease) list = window_borrow(query, partner, SQL, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        int stream = words_find(words_stream, statement_text(list, 1));
        if (stream < 0) {
            return statement_damaged(query->store, "other_work", error);
        }
        struct other_work work = {
            .work_id = statement_string(list, 0, partner->strings),
            .stream = (enum stream)stream,
            .span = {statement_instant(list, 2), statement_instant(list, 3)},
            .ambiguous_local_time = statement_int32(list, 4) != 0,
            .source = in_force_source(&query->in_force, INPUT_OTHER_WORK, statement_line(list, 5),
                                      sqlite3_column_int64(list, 6)),
        };
        g_array_append_val(partner->works, work);
    }
    return step == STEP_DONE;
}

static void facts_fill(struct store_partner *partner)
{
    const struct partner_row *row = &partner->row;
    struct partner_facts *facts = &partner->facts;
    facts->partner_id = row->partner_id;
    facts->abn = row->abn;
    facts->gst = (struct day_range){row->gst_from, row->gst_to};
    facts->agreement = (struct day_range){row->agreement_from, row->agreement_to};
    facts->active = (struct day_range){row->active_from, row->active_to};
    facts->bank_details = row->bsb[0] != '\0' && row->account_number[0] != '\0';
    facts->schedules = (const void *)partner->schedules->data;
    facts->schedule_count = partner->schedules->len;
    facts->rates = (const void *)partner->rates->data;
    facts->rate_count = partner->rates->len;
    facts->blocks = (const void *)partner->blocks->data;
    facts->block_count = partner->blocks->len;
    facts->works = (const void *)partner->works->data;
    facts->work_count = partner->works->len;
    facts->appointments = (const void *)partner->appointments->data;
    facts->appointment_count = partner->appointments->len;
    facts->customers = (const void *)partner->customers->data;
    facts->customer_count = partner->customers->len;
}

static bool dated_facts_load(struct partner_query *query, struct store_partner *partner,
                             store_zone_clock zone_clock, GError **error)
{
    const struct clock *clock = zone_clock(partner->row.timezone);
    if (clock == NULL) {
        return statement_zone_unknown(query->store, partner->row.timezone, error);
    }
    struct period period = query->view->period;
    query->window = clock_days(clock, day_add(period.first, -WINDOW_DAYS),
                               day_add(period_last(period), WINDOW_DAYS));
    return schedules_load(query, partner, error) && rates_load(query, partner, error) &&
           blocks_load(query, partner, error) && works_load(query, partner, error) &&
           partner_appointments_load(query, partner, error);
}

static bool facts_load(store *store, const struct store_view *view, const char *partner_id,
                       struct store_partner *partner, store_zone_clock zone_clock, GError **error)
{
    struct partner_query query = {.store = store, .view = view};
    return in_force_load(store, view, &query.in_force, error) &&
           row_load(&query, partner_id, partner, error) &&
           (partner->row.partner_id[0] == '\0' ||
            dated_facts_load(&query, partner, zone_clock, error));
}

struct store_partner *store_partner_load(store *store, const struct store_view *view,
                                         const char *partner_id, store_zone_clock zone_clock,
                                         GError **error)
{
    g_autoptr(store_partner) partner = g_new0(struct store_partner, 1);
    partner->strings = g_string_chunk_new(2048);
    partner->schedules = g_array_new(FALSE, FALSE, sizeof(struct schedule_row));
    partner->rates = g_array_new(FALSE, FALSE, sizeof(struct rate_row));
    partner->blocks = g_array_new(FALSE, FALSE, sizeof(struct block));
    partner->works = g_array_new(FALSE, FALSE, sizeof(struct other_work));
    partner->appointments = g_array_new(FALSE, FALSE, sizeof(struct appointment));
    partner->customers = g_array_new(FALSE, FALSE, sizeof(struct customer));
    bool own = false;
    if (!transaction_read_begin(store, &own, DOING, error)) {
        return NULL;
    }
    bool done = facts_load(store, view, partner_id, partner, zone_clock, error);
    if (!transaction_read_end(store, own, DOING, done ? error : NULL)) {
        done = false;
    }
    if (!done) {
        return NULL;
    }
    facts_fill(partner);
    if (partner->row.partner_id[0] == '\0') {
        partner->facts.partner_id = g_string_chunk_insert(partner->strings, partner_id);
    }
    return g_steal_pointer(&partner);
}

void store_partner_free(struct store_partner *partner)
{
    if (partner == NULL) {
        return;
    }
    g_array_unref(partner->schedules);
    g_array_unref(partner->rates);
    g_array_unref(partner->blocks);
    g_array_unref(partner->works);
    g_array_unref(partner->appointments);
    g_array_unref(partner->customers);
    g_string_chunk_free(partner->strings);
    g_free(partner);
}

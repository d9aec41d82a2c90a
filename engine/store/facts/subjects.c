#include "engine/store/facts/subjects.h"

#include <string.h>

#include "engine/store/facts/query.h"

/* Ids are looked for by the index as they are given, in capitals and in small letters; only what is not
 * found so is looked for in every row. In all of these ?3 is the text. */

static const char DOING[] = "looking for what an id names";

#define SPELLED(column) column " IN (?3, upper(?3), lower(?3))"
#define ANY_CASE(column) column " = ?3 COLLATE NOCASE"

#define ZONE                                                                                       \
    "coalesce((SELECT p.timezone FROM partners AS p WHERE p.partner_id = t.partner_id"             \
    " AND " KNOWN_AT("p", "?2") " ORDER BY p.period DESC LIMIT 1), '')"
/* What is known now comes first; of what is gone the newest. */
#define APPOINTMENTS(matches)                                                                      \
    "SELECT * FROM (SELECT t.appointment_id, t.partner_id, t.start, " ZONE ", 0 AS gone"           \
    " FROM appointments AS t"                                                                      \
    " WHERE t.known_until IS NULL AND t.known_from <= ?2 AND " matches                             \
    " UNION ALL SELECT t.appointment_id, t.partner_id, t.start, " ZONE ","                         \
    " iif(t.known_until > ?2, 0, t.known_until) FROM appointments AS t"                            \
    " WHERE t.known_until IS NOT NULL AND t.known_from <= ?2 AND " matches                         \
    ") ORDER BY gone = 0 DESC, gone DESC"
/* Also one that appointments name and cases.csv has not. */
#define CASES(matches)                                                                             \
    "SELECT t.case_id FROM cases AS t WHERE " KNOWN " AND " matches                                \
    " UNION SELECT t.case_id FROM appointments AS t WHERE t.case_id IS NOT NULL AND " KNOWN        \
    " AND " matches
#define DOCUMENTS(matches)                                                                         \
    "SELECT t.number, t.partner_id, t.period FROM documents AS t WHERE " matches

/* The first that is found by either way. */
static bool appointments_find(const struct fact_query *query, const char *sql, GArray *subjects,
                              GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_borrow(query, sql, error);
    enum statement_step step = statement_next(query->store, list, query->doing, error);
    if (step == STEP_ROW) {
        const struct store_subject subject = {
            .kind = SUBJECT_IS_APPOINTMENT,
            .id = statement_string(list, 0, strings),
            .partner_id = statement_string(list, 1, strings),
            .start = {sqlite3_column_int64(list, 2)},
            .timezone = statement_string(list, 3, strings),
            .gone_since = sqlite3_column_int64(list, 4),
        };
        g_array_append_val(subjects, subject);
    }
    return step != STEP_FAILED;
}

static bool cases_find(const struct fact_query *query, const char *sql, GArray *subjects,
                       GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_borrow(query, sql, error);
    enum statement_step step = statement_next(query->store, list, query->doing, error);
    if (step == STEP_ROW) {
        const struct store_subject subject = {.kind = SUBJECT_IS_CASE,
                                              .id = statement_string(list, 0, strings),
                                              .partner_id = "",
                                              .timezone = ""};
        g_array_append_val(subjects, subject);
    }
    return step != STEP_FAILED;
}

static bool documents_find(const struct fact_query *query, const char *sql, GArray *subjects,
                           GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_borrow(query, sql, error);
    enum statement_step step = statement_next(query->store, list, query->doing, error);
    if (step == STEP_ROW) {
        struct store_subject subject = {.kind = SUBJECT_IS_DOCUMENT,
                                        .id = statement_string(list, 0, strings),
                                        .partner_id = statement_string(list, 1, strings),
                                        .timezone = ""};
        if (!store_period_parse(statement_text(list, 2), &subject.period)) {
            return statement_damaged(query->store, "documents", error);
        }
        g_array_append_val(subjects, subject);
    }
    return step != STEP_FAILED;
}

bool store_subjects_find(store *store, int64_t batch, const char *text, GArray *subjects,
                         GStringChunk *strings, GError **error)
{
    static const struct {
        bool (*find)(const struct fact_query *query, const char *sql, GArray *subjects,
                     GStringChunk *strings, GError **error);
        const char *sql;
    } ways[][3] = {{{appointments_find, APPOINTMENTS(SPELLED("t.appointment_id"))},
                    {cases_find, CASES(SPELLED("t.case_id"))},
                    {documents_find, DOCUMENTS(SPELLED("t.number"))}},
                   {{appointments_find, APPOINTMENTS(ANY_CASE("t.appointment_id"))},
                    {cases_find, CASES(ANY_CASE("t.case_id"))},
                    {documents_find, DOCUMENTS(ANY_CASE("t.number"))}}};
    const struct fact_query query = {
        .store = store, .doing = DOING, .batch = batch, .partner_id = text};
    const guint before = subjects->len;
    bool done = true;
    for (size_t way = 0; way < G_N_ELEMENTS(ways) && subjects->len == before; way++) {
        for (size_t i = 0; done && i < G_N_ELEMENTS(ways[way]); i++) {
            done = ways[way][i].find(&query, ways[way][i].sql, subjects, strings, error);
        }
    }
    return done;
}

/* ---- partners -------------------------------------------------------------------------------- */

static bool spelled_find(const struct fact_query *query, const char *const *ways, size_t count,
                         const char **ret_id, GStringChunk *strings, GError **error)
{
    *ret_id = NULL;
    for (size_t way = 0; way < count && !*ret_id; way++) {
        g_autoptr(statement_lease) list = fact_query_borrow(query, ways[way], error);
        enum statement_step step = statement_next(query->store, list, query->doing, error);
        if (step == STEP_FAILED) {
            return false;
        }
        *ret_id = step == STEP_ROW ? statement_string(list, 0, strings) : NULL;
    }
    return true;
}

#define OF_PERIOD(matches)                                                                         \
    "SELECT * FROM (SELECT partner_id FROM partners AS t WHERE period = ?1 AND " KNOWN             \
    " AND " matches " UNION SELECT partner_id FROM held_rows AS t WHERE period = ?1 AND "          \
    "file <> 'decisions.csv' AND " KNOWN " AND " matches ") ORDER BY partner_id = ?3 DESC LIMIT 1"
#define OF_ANY(matches)                                                                            \
    "SELECT * FROM (SELECT partner_id FROM partners AS t WHERE " KNOWN " AND " matches             \
    " UNION SELECT partner_id FROM issued_months WHERE " matches                                   \
    ") ORDER BY partner_id = ?3 DESC LIMIT 1"

bool store_partner_spelled(store *store, const struct store_view *view, const char *text,
                           const char **ret_id, GStringChunk *strings, GError **error)
{
    static const char *const ways[] = {OF_PERIOD(SPELLED("partner_id")),
                                       OF_PERIOD(ANY_CASE("partner_id"))};
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = text;
    return spelled_find(&query, ways, G_N_ELEMENTS(ways), ret_id, strings, error);
}

bool store_partner_spelled_anywhere(store *store, int64_t batch, const char *text,
                                    const char **ret_id, GStringChunk *strings, GError **error)
{
    static const char *const ways[] = {OF_ANY(SPELLED("partner_id")),
                                       OF_ANY(ANY_CASE("partner_id"))};
    const struct fact_query query = {
        .store = store, .doing = DOING, .batch = batch, .partner_id = text};
    return spelled_find(&query, ways, G_N_ELEMENTS(ways), ret_id, strings, error);
}

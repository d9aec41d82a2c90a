#include "engine/run/month/company.h"

#include <string.h>

#include "engine/store/issues/open_items.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* ---- the company --------------------------------------------------------------------------------- */

/* A key of company.ini, and where its value goes. */
static const struct ini_key {
    const char *section;
    const char *key;
    const char *otherwise; /* of a key that is missing or blank */
    size_t offset;         /* in struct company_settings */
    bool shown;            /* on every document */
} ini_keys[] = {
#define VALUE(field) offsetof(struct company_settings, field)
    {"company", "legal_name", "", VALUE(shown.legal_name), true},
    {"company", "abn", "", VALUE(shown.abn), true},
    {"company", "address_line_1", "", VALUE(shown.address_line_1), true},
    {"company", "address_line_2", "", VALUE(shown.address_line_2), true},
    {"company", "suburb", "", VALUE(shown.suburb), true},
    {"company", "state", "", VALUE(shown.state), true},
    {"company", "postcode", "", VALUE(shown.postcode), true},
    {"company", "email", "", VALUE(shown.email), true},
    {"company", "phone", "", VALUE(shown.phone), true},
    {"company", "dispute_url", "", VALUE(shown.dispute_url), true},
    {"company", "logo", "", VALUE(shown.logo), true},
    {"company", COMPANY_LOGO_KEY, "", VALUE(shown.logo_png), true},
    {"documents", "agreement_text", "", VALUE(shown.agreement_text), true},
    {"documents", "note", "", VALUE(shown.note), true},
    /* What nobody reviews otherwise: in the order in which the digest has it. */
    {"payment", "institution", "", VALUE(payer.institution), false},
    {"company", "legal_name", "", VALUE(payer.user_name), false},
    {"payment", "direct_entry_user_id", "", VALUE(payer.direct_entry_user_id), false},
    {"payment", "description", "", VALUE(payer.description), false},
    {"payment", "bsb", "", VALUE(payer.bsb), false},
    {"payment", "account_number", "", VALUE(payer.account_number), false},
    {"payment", "account_name", "", VALUE(payer.account_name), false},
    {"payment", "remitter", "", VALUE(payer.remitter), false},
    {"payment", "transaction_code", "50", VALUE(payer.transaction_code), false},
    {"payment", "self_balancing", "yes", VALUE(self_balancing), false},
    {"bills", "account_code", "", VALUE(bills.account_code), false},
    {"bills", "tax_type_taxable", "GST on Expenses", VALUE(bills.tax_type_taxable), false},
    {"bills", "tax_type_untaxed", "BAS Excluded", VALUE(bills.tax_type_untaxed), false},
    {"mail", "from", "", VALUE(mail.from), false},
    {"mail", "subject", "", VALUE(mail.subject), false},
    {"mail", "text", "", VALUE(mail.text), false},
    {"mail", "server", "", VALUE(mail.server), false},
#undef VALUE
};

/* NULL where there is none. */
static const struct ini_row *ini_find(const GArray *rows, const char *section, const char *key)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        if (strcmp(row->section, section) == 0 && strcmp(row->key, key) == 0) {
            return row;
        }
    }
    return NULL;
}

void company_from_rows(const GArray *rows, GStringChunk *strings, struct company_settings *settings)
{
    g_autoptr(GString) paying = g_string_new(NULL);
    *settings = (struct company_settings){0};
    for (size_t i = 0; i < G_N_ELEMENTS(ini_keys); i++) {
        const struct ini_key *key = &ini_keys[i];
        const struct ini_row *row = ini_find(rows, key->section, key->key);
        const char *value = row && row->value[0] != '\0' ? row->value : key->otherwise;
        memcpy((char *)settings + key->offset, &value, sizeof value);
        /* What no company.ini had before is not in the text of one without it. */
        if (!key->shown && (value[0] != '\0' || strcmp(key->section, "mail") != 0)) {
            g_string_append_printf(paying, "\n%s", value);
        }
    }
    g_autofree char *abn = text_without(settings->shown.abn, " ");
    settings->shown.abn = g_string_chunk_insert(strings, abn);
    settings->shown.paying = g_string_chunk_insert(strings, paying->str + strlen("\n"));
    const struct ini_row *terms = ini_find(rows, "documents", "payment_terms_days");
    settings->shown.payment_terms_days =
        terms ? (int32_t)g_ascii_strtoll(terms->value, NULL, 10) : 0;
    settings->payer.self_balancing = strcmp(settings->self_balancing, "yes") == 0;
}

void company_glyphs_check(const GArray *rows, const struct fonts *fonts, struct issues *issues)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ini_keys); i++) {
        const struct ini_row *row = ini_find(rows, ini_keys[i].section, ini_keys[i].key);
        uint32_t missing =
            row && ini_keys[i].shown ? fonts_missing_character(fonts, row->value) : 0;
        if (missing == 0) {
            continue;
        }
        const struct issue_place place = {.file = words_input_file[INPUT_COMPANY],
                                          .order = INPUT_COMPANY,
                                          .line = row->source.line,
                                          .column = row->key};
        char character[8] = {0};
        g_unichar_to_utf8(missing, character);
        g_autofree char *expected =
            g_strdup_printf("characters that the documents' font has; U+%04X %s is none: write "
                            "it in Latin, Greek or Cyrillic letters and import again",
                            missing, character);
        issues_add_foreign(issues, &place, "NO_GLYPH", row->value, expected);
    }
}

/* ---- its policy, and its zone -------------------------------------------------------------------- */

/* "policy" counts since ever, "policy from DATE" since then. False for any other. */
static bool section_from(const char *section, day *ret_from)
{
    static const char prefix[] = "policy from ";
    *ret_from = DAY_UNBOUNDED_FROM;
    return g_str_has_prefix(section, prefix)
               ? instant_day_parse_argument(NULL, section + strlen(prefix), ret_from, NULL)
               : strcmp(section, "policy") == 0;
}

/* False where a row is none that an import lets in. */
static bool policy_from_rows(const GArray *rows, struct period period, struct policy *policy)
{
    const char *in_force = NULL;
    day since = DAY_UNBOUNDED_FROM;
    bool good = true;
    *policy = policy_default();
    for (guint i = 0; i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        day from;
        if (!section_from(row->section, &from)) {
            return false;
        }
        if (day_compare(from, period.first) <= 0 && (!in_force || day_compare(from, since) > 0)) {
            in_force = row->section;
            since = from;
            good = true;
            *policy = policy_default();
        }
        /* A key of "" marks a section without settings. */
        if (g_strcmp0(row->section, in_force) == 0 && row->key[0] != '\0') {
            good = policy_set(policy, row->key, row->value) == POLICY_SET && good;
        }
    }
    return good;
}

bool policy_load(store *store, const struct store_view *view, struct policy *ret_policy,
                 GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_rows_load(store, view, INPUT_POLICY, rows, strings, error)) {
        return false;
    }
    if (!policy_from_rows(rows, view->period, ret_policy)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                    "a row of the table policy says what this program does not know: the file was "
                    "changed by another program; restore it from a copy");
        return false;
    }
    return true;
}

const char *company_timezone(const struct report_company *company)
{
    static const struct {
        const char *state;
        const char *timezone;
    } zones[] = {{"NT", "Australia/Darwin"},     {"QLD", "Australia/Brisbane"},
                 {"SA", "Australia/Adelaide"},   {"TAS", "Australia/Hobart"},
                 {"VIC", "Australia/Melbourne"}, {"WA", "Australia/Perth"}};
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        if (g_strcmp0(zones[i].state, company->state) == 0) {
            return zones[i].timezone;
        }
    }
    return "Australia/Sydney"; /* NSW and ACT */
}

char *company_moment_text(const char *timezone, stamp at)
{
    const struct local_time local = clock_local(zone_clock(timezone), stamp_minute(at));
    return g_strdup_printf("%s %s (%s)", text_date_words(TEXT_ROOM, local.date),
                           text_time(TEXT_ROOM, local.minute), text_place(TEXT_ROOM, timezone));
}

char *company_time_text(const char *timezone, const char *utc)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(utc, NULL);
    return at && timezone ? company_moment_text(timezone, (stamp){g_date_time_to_unix(at)})
                          : g_strdup(utc);
}

bool company_timezone_load(store *store, const struct store_view *view, const char **ret_timezone,
                           GError **error)
{
    struct company_settings company;
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_rows_load(store, view, INPUT_COMPANY, rows, strings, error)) {
        return false;
    }
    company_from_rows(rows, strings, &company);
    *ret_timezone = company_timezone(&company.shown);
    return true;
}

bool company_timezone_at(store *store, int64_t batch, const char **ret_timezone, GError **error)
{
    struct store_view view = {.batch = batch};
    g_autoptr(GArray) months = g_array_new(FALSE, TRUE, sizeof(struct store_month));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    *ret_timezone = NULL;
    if (!store_months_load(store, view.batch, months, strings, error)) {
        return false;
    }
    if (months->len == 0) {
        return true;
    }
    view.period = g_array_index(months, struct store_month, months->len - 1).period;
    return company_timezone_load(store, &view, ret_timezone, error);
}

bool company_timezone_now(store *store, const char **ret_timezone, GError **error)
{
    int64_t batch = 0;
    return store_newest_batch(store, &batch, error) &&
           company_timezone_at(store, batch, ret_timezone, error);
}

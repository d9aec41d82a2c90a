#include "engine/run/company.h"

#include <stddef.h>
#include <string.h>

#include "engine/core/check.h"
#include "engine/store/rows.h"
#include "importers/input.h"
#include "importers/text/instant.h"

struct company_key {
    const char *section;
    const char *key;
    size_t offset;
};

#define KEY(section, name)                                                                         \
    {                                                                                              \
        section, #name, offsetof(struct report_company, name)                                      \
    }
/* A row a key. */
/* clang-format off */
static const struct company_key company_keys[] = {
    KEY("company", legal_name),
    KEY("company", abn),
    KEY("company", address_line_1),
    KEY("company", address_line_2),
    KEY("company", suburb),
    KEY("company", state),
    KEY("company", postcode),
    KEY("company", email),
    KEY("company", phone),
    KEY("company", dispute_url),
    KEY("company", logo),
    KEY("company", logo_png),
    KEY("documents", agreement_text),
    KEY("documents", note),
};
/* clang-format on */

enum { COMPANY_KEY_COUNT = sizeof company_keys / sizeof company_keys[0] };

static const char *ini_value(const GArray *rows, const char *section, const char *key)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        if (strcmp(row->section, section) == 0 && strcmp(row->key, key) == 0) {
            return row->value;
        }
    }
    return "";
}

void company_from_rows(const GArray *rows, struct report_company *ret_company)
{
    for (size_t i = 0; i < COMPANY_KEY_COUNT; i++) {
        const char *value = ini_value(rows, company_keys[i].section, company_keys[i].key);
        memcpy((char *)ret_company + company_keys[i].offset, &value, sizeof value);
    }
    const char *days = ini_value(rows, "documents", "payment_terms_days");
    ret_company->payment_terms_days = (int32_t)g_ascii_strtoll(days, NULL, 10);
}

/* A key that is missing or blank has its default. */
static const char *ini_value_or(const GArray *rows, const char *section, const char *key,
                                const char *otherwise)
{
    const char *value = ini_value(rows, section, key);
    return value[0] != '\0' ? value : otherwise;
}

void payer_from_rows(const GArray *rows, struct direct_entry *ret_payer)
{
    *ret_payer = (struct direct_entry){
        .institution = ini_value(rows, "payment", "institution"),
        .user_name = ini_value(rows, "company", "legal_name"),
        .direct_entry_user_id = ini_value(rows, "payment", "direct_entry_user_id"),
        .description = ini_value(rows, "payment", "description"),
        .bsb = ini_value(rows, "payment", "bsb"),
        .account_number = ini_value(rows, "payment", "account_number"),
        .account_name = ini_value(rows, "payment", "account_name"),
        .remitter = ini_value(rows, "payment", "remitter"),
        .transaction_code = ini_value_or(rows, "payment", "transaction_code", "50"),
        .self_balancing =
            strcmp(ini_value_or(rows, "payment", "self_balancing", "yes"), "yes") == 0};
}

void bills_settings_from_rows(const GArray *rows, struct bills_settings *ret_settings)
{
    *ret_settings = (struct bills_settings){
        .account_code = ini_value(rows, "bills", "account_code"),
        .tax_type_taxable = ini_value_or(rows, "bills", "tax_type_taxable", "GST on Expenses"),
        .tax_type_untaxed = ini_value_or(rows, "bills", "tax_type_untaxed", "BAS Excluded")};
}

char *company_paying(const GArray *rows)
{
    struct direct_entry payer;
    struct bills_settings bills;
    payer_from_rows(rows, &payer);
    bills_settings_from_rows(rows, &bills);
    const char *const values[] = {payer.institution,
                                  payer.user_name,
                                  payer.direct_entry_user_id,
                                  payer.description,
                                  payer.bsb,
                                  payer.account_number,
                                  payer.account_name,
                                  payer.remitter,
                                  payer.transaction_code,
                                  payer.self_balancing ? "yes" : "no",
                                  bills.account_code,
                                  bills.tax_type_taxable,
                                  bills.tax_type_untaxed,
                                  NULL};
    return g_strjoinv("\n", (char **)values);
}

static bool is_shown(const struct ini_row *row)
{
    for (size_t i = 0; i < COMPANY_KEY_COUNT; i++) {
        if (strcmp(row->section, company_keys[i].section) == 0 &&
            strcmp(row->key, company_keys[i].key) == 0) {
            return true;
        }
    }
    return false;
}

void company_glyphs_check(const GArray *rows, const struct fonts *fonts, struct issues *issues)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        uint32_t missing = is_shown(row) ? fonts_missing_character(fonts, row->value) : 0;
        if (missing == 0) {
            continue;
        }
        const struct issue_place place = {.file = input_file_name(INPUT_COMPANY),
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

/* "policy" counts since ever, "policy from DATE" since then. */
static day section_from(const char *section)
{
    static const char prefix[] = "policy from ";
    day from = DAY_UNBOUNDED_FROM;
    if (g_str_has_prefix(section, prefix)) {
        CHECK(instant_day_parse_argument(section + strlen(prefix), &from, NULL));
    }
    return from;
}

static const char *section_in_force(const GArray *rows, struct period period)
{
    const char *in_force = NULL;
    for (guint i = 0; i < rows->len; i++) {
        const char *section = g_array_index(rows, struct ini_row, i).section;
        day from = section_from(section);
        if (day_compare(from, period.first) <= 0 &&
            (!in_force || day_compare(from, section_from(in_force)) > 0)) {
            in_force = section;
        }
    }
    return in_force;
}

struct policy policy_from_rows(const GArray *rows, struct period period)
{
    struct policy policy = policy_default();
    const char *section = section_in_force(rows, period);
    for (guint i = 0; section && i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        if (strcmp(row->section, section) == 0) {
            /* A key of "" marks a section without settings. */
            CHECK(row->key[0] == '\0' || policy_set(&policy, row->key, row->value) == POLICY_SET);
        }
    }
    return policy;
}

const char *company_timezone(const struct report_company *company)
{
    static const struct {
        const char *state;
        const char *timezone;
    } zones[] = {
        {"ACT", "Australia/Sydney"},    {"NSW", "Australia/Sydney"},  {"NT", "Australia/Darwin"},
        {"QLD", "Australia/Brisbane"},  {"SA", "Australia/Adelaide"}, {"TAS", "Australia/Hobart"},
        {"VIC", "Australia/Melbourne"}, {"WA", "Australia/Perth"},
    };
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (strcmp(zones[i].state, company->state) == 0) {
            return zones[i].timezone;
        }
    }
    return "Australia/Sydney";
}

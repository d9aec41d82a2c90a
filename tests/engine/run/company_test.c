#include "engine/run/month/setup.h"

#include <criterion/criterion.h>

#include "engine/store/rows.h"

static GArray *rows_new(const struct ini_row *rows, guint count)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(struct ini_row));
    g_array_append_vals(array, rows, count);
    return array;
}

static const struct ini_row required[] = {
    {"company", "legal_name", "Example Assist Pty Ltd", {.line = 2}},
    {"payment", "bsb", "062-900", {.line = 4}},
    {"payment", "account_number", "10458921", {.line = 5}},
    {"payment", "account_name", "Example Assist", {.line = 6}},
    {"payment", "direct_entry_user_id", "123456", {.line = 7}},
    {"payment", "institution", "CBA", {.line = 8}},
    {"payment", "remitter", "EXAMPLE", {.line = 9}},
    {"payment", "description", "PARTNER PAY", {.line = 10}}};

Test(company, payer)
{
    g_autoptr(GArray) rows = rows_new(required, G_N_ELEMENTS(required));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(64);
    struct company_settings company;
    company_from_rows(rows, strings, &company);
    const struct direct_entry payer = company.payer;
    cr_assert_str_eq(payer.user_name, "Example Assist Pty Ltd");
    cr_assert_str_eq(payer.bsb, "062-900");
    cr_assert_str_eq(payer.account_number, "10458921");
    cr_assert_str_eq(payer.account_name, "Example Assist");
    cr_assert_str_eq(payer.direct_entry_user_id, "123456");
    cr_assert_str_eq(payer.institution, "CBA");
    cr_assert_str_eq(payer.remitter, "EXAMPLE");
    cr_assert_str_eq(payer.description, "PARTNER PAY");
    cr_assert_str_eq(payer.transaction_code, "50");
    cr_assert(payer.self_balancing);
}

Test(company, payer_who_says_more)
{
    g_autoptr(GArray) rows = rows_new(required, G_N_ELEMENTS(required));
    static const struct ini_row more[] = {{"payment", "transaction_code", "53", {.line = 11}},
                                          {"payment", "self_balancing", "no", {.line = 12}}};
    g_array_append_vals(rows, more, G_N_ELEMENTS(more));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(64);
    struct company_settings company;
    company_from_rows(rows, strings, &company);
    const struct direct_entry payer = company.payer;
    cr_assert_str_eq(payer.transaction_code, "53");
    cr_assert_not(payer.self_balancing);
}

/* A key that is blank is one that is missing. */
Test(company, bills_settings)
{
    static const struct ini_row given[] = {
        {"bills", "account_code", "477", {.line = 1}},
        {"bills", "tax_type_taxable", "GST on Purchases", {.line = 2}},
        {"bills", "tax_type_untaxed", "", {.line = 3}}};
    g_autoptr(GArray) none = rows_new(NULL, 0);
    g_autoptr(GArray) rows = rows_new(given, G_N_ELEMENTS(given));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(64);
    struct company_settings company;
    company_from_rows(none, strings, &company);
    cr_assert_str_eq(company.bills.account_code, "");
    cr_assert_str_eq(company.bills.tax_type_taxable, "GST on Expenses");
    cr_assert_str_eq(company.bills.tax_type_untaxed, "BAS Excluded");
    company_from_rows(rows, strings, &company);
    cr_assert_str_eq(company.bills.account_code, "477");
    cr_assert_str_eq(company.bills.tax_type_taxable, "GST on Purchases");
    cr_assert_str_eq(company.bills.tax_type_untaxed, "BAS Excluded");
}

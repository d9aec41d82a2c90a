#include <glib/gstdio.h>
#include <png.h>
#include <string.h>

#include "engine/core/money.h"
#include "engine/core/month.h"
#include "engine/core/near.h"
#include "engine/core/policy.h"
#include "engine/store/rows.h"
#include "importers/row.h"
#include "importers/text/ini.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"

/* company.ini and policy.ini: read, checked, staged. */

/* Of an entry whose value is wrong. */
static void entry_issue(const struct ini *ini, const struct ini_entry *entry, enum issue_code code,
                        const char *expected, const char *mend)
{
    ini_issue(ini, entry->line, entry->key, code, entry->value, expected, mend);
}

static void unknown_key_issue(const struct ini *ini, const struct ini_entry *entry,
                              const GPtrArray *names, const char *expected)
{
    const char *near = near_find(entry->key, (const char *const *)names->pdata, names->len);
    ini_issue(ini, entry->line, entry->key, ISSUE_UNKNOWN_KEY, entry->key, expected,
              issue_near_mend(ini->strings, near));
}

/* ---- company.ini: its keys ----------------------------------------------------------------------- */

static bool state_is_known(const char *text)
{
    return g_strv_contains(payee_states, text);
}

static bool abn_is_formed(const char *text)
{
    g_autofree char *abn = text_without(text, " ");
    return abn_valid(abn);
}

bool mail_server_is_formed(const char *text)
{
    return g_regex_match_simple("^smtps?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$", text,
                                G_REGEX_DOLLAR_ENDONLY, 0);
}

/* What is wrong with a value that is not `formed`, or does not match the pattern as a whole. */
struct company_key {
    const char *section;
    const char *key;
    bool required; /* of [mail]: where there is this section */
    long characters_max;
    enum issue_code code;
    const char *expected; /* NULL: the code's */
    const char *pattern;
    bool (*formed)(const char *text);
};

/* Text with what a document says of itself (reports/mail/message.c), and nothing else; no other brace. */
#define TEMPLATE(more)                                                                             \
    "(?s)(?:[^{}]++|\\{(?:number|title|period|legal_name|total|payment|payment_date|company|"      \
    "dispute_url" more ")\\})*+"

/* The registration is checked against the period in gst_check. */
static const struct company_key keys[] = {
    {"company", "legal_name", true, 200, ISSUE_LOOKS_LIKE_A_FORMULA, .formed = text_is_no_formula},
    {"company", "abn", true, 20, ISSUE_BAD_COMPANY_ABN, .formed = abn_is_formed},
    {"company", "gst_from", false, .characters_max = 20},
    {"company", "address_line_1", true, .characters_max = 200},
    {"company", "address_line_2", false, .characters_max = 200},
    {"company", "suburb", true, .characters_max = 200},
    {"company", "state", true, 60, ISSUE_BAD_CHOICE, PAYEE_STATES_TEXT, .formed = state_is_known},
    {"company", "postcode", true, .characters_max = 60},
    {"company", "email", true, 200, ISSUE_BAD_EMAIL, .formed = payee_email_is_formed},
    {"company", "phone", true, .characters_max = 60},
    {"company", "dispute_url", true, 500, ISSUE_BAD_URL,
     .pattern = "https://[^ <>\"]+|http://[^ <>\"]{2,}"},
    {"company", "logo", false, 200, ISSUE_BAD_FILE_NAME, .pattern = "[^./\\\\:][^/\\\\:]*"},
    {"documents", "agreement_text", true, .characters_max = 100000},
    {"documents", "payment_terms_days", true, 3, ISSUE_BAD_NUMBER, "a whole number from 0 to 365",
     .pattern = "[0-9]{1,2}|[0-2][0-9]{2}|3[0-5][0-9]|36[0-5]"},
    {"documents", "note", false, .characters_max = 1000},
    {"payment", "bsb", true, 7, ISSUE_BAD_BSB, .formed = payee_bsb_is_formed},
    {"payment", "account_number", true, 9, ISSUE_BAD_ACCOUNT_NUMBER,
     .formed = payee_account_is_formed},
    {"payment", "account_name", true, 200, ISSUE_LOOKS_LIKE_A_FORMULA,
     .formed = text_is_no_formula},
    {"payment", "direct_entry_user_id", true, 6, ISSUE_BAD_PAYMENT_FIELD,
     "the direct entry user's up to 6 digits", .pattern = "[0-9]{1,6}"},
    {"payment", "institution", true, 3, ISSUE_BAD_PAYMENT_FIELD,
     "the 3 capital letters of the institution, like CBA", .pattern = "[A-Z]{3}"},
    {"payment", "remitter", true, .characters_max = 60},
    {"payment", "description", true, .characters_max = 60},
    /* 13 is a debit: it would take the money from the partners. */
    {"payment", "transaction_code", false, 2, ISSUE_BAD_PAYMENT_FIELD,
     "a transaction code: 50 to 57, mostly 50 or 53", .pattern = "5[0-7]"},
    {"payment", "self_balancing", false, 3, ISSUE_BAD_CHOICE, "yes or no", .pattern = "yes|no"},
    {"bills", "account_code", false, .characters_max = 10},
    {"bills", "tax_type_taxable", false, .characters_max = 50},
    {"bills", "tax_type_untaxed", false, .characters_max = 50},
    {"mail", "from", false, 200, ISSUE_BAD_EMAIL, .formed = payee_email_is_formed},
    {"mail", "subject", true, 200, ISSUE_BAD_TEMPLATE, .pattern = TEMPLATE()},
    {"mail", "text", true, 10000, ISSUE_BAD_TEMPLATE, .pattern = TEMPLATE("|line")},
    {"mail", "server", false, 200, ISSUE_BAD_URL, "an address of a mail server: smtp://host:587",
     .formed = mail_server_is_formed},
};

static const char *const sections[] = {"company", "documents", "payment", "bills", "mail", NULL};

/* ---- company.ini: the file ------------------------------------------------------------------------ */

static bool value_is_formed(const struct company_key *key, const char *value)
{
    if (!key->pattern) {
        return !key->formed || key->formed(value);
    }
    g_autofree char *whole = g_strdup_printf("^(%s)$", key->pattern);
    return g_regex_match_simple(whole, value, G_REGEX_DOLLAR_ENDONLY, 0);
}

static void value_check(const struct ini *ini, const struct company_key *key,
                        const struct ini_entry *entry)
{
    if (entry->value[0] == '\0') {
        if (key->required) {
            entry_issue(ini, entry, ISSUE_BLANK_VALUE, NULL, NULL);
        }
    } else if (!value_is_formed(key, entry->value)) {
        entry_issue(ini, entry, key->code, key->expected,
                    key->code == ISSUE_BAD_BSB ? payee_bsb_mend(ini->strings, entry->value) : NULL);
    } else if (g_utf8_strlen(entry->value, -1) > key->characters_max) {
        entry_issue(ini, entry, ISSUE_TOO_LONG,
                    issue_print(ini->strings, "at most %ld characters", key->characters_max), NULL);
    }
}

/* A section is known; the key of one that is known is too, or may be one that is. */
static void company_entry_check(const struct ini *ini, const struct ini_entry *entry)
{
    bool known = g_strv_contains(sections, entry->section);
    if (!known && !entry->key) {
        const char *near = near_find(entry->section, sections, G_N_ELEMENTS(sections) - 1);
        entry_issue(ini, entry, ISSUE_UNKNOWN_SECTION,
                    "[company], [documents], [payment], [bills] or [mail]",
                    near ? issue_print(ini->strings, "write [%s]", near) : NULL);
    }
    if (!known || !entry->key) {
        return;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(keys[i].section, entry->section) == 0) {
            if (strcmp(keys[i].key, entry->key) == 0) {
                value_check(ini, &keys[i], entry);
                return;
            }
            g_ptr_array_add(names, (char *)keys[i].key);
        }
    }
    unknown_key_issue(ini, entry, names,
                      issue_print(ini->strings, "a key of [%s]", entry->section));
}

static void missing_check(const struct ini *ini)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const struct ini_entry *section = ini_find(ini, keys[i].section, NULL);
        const bool meant = section || strcmp(keys[i].section, "mail") != 0;
        if (keys[i].required && meant && !ini_find(ini, keys[i].section, keys[i].key)) {
            ini_issue(ini, section ? section->line : 1, keys[i].key, ISSUE_MISSING_KEY, "", NULL,
                      issue_print(ini->strings, "add it to [%s]", keys[i].section));
        }
    }
}

/* M3: "The company must be registered too, with a valid ABN, or nothing runs." */
static void gst_check(const struct ini *ini, struct period period)
{
    const struct ini_entry *entry = ini_find(ini, "company", "gst_from");
    struct text_problem problem;
    day from;
    if (!entry || entry->value[0] == '\0') {
        return; /* since ever */
    }
    if (!instant_day_parse(entry->value, &from, &problem)) {
        entry_issue(ini, entry, problem.code, problem.expected, problem.mend);
    } else if (day_compare(from, period.first) > 0) {
        entry_issue(ini, entry, ISSUE_COMPANY_NOT_REGISTERED, NULL, NULL);
    }
}

/* ---- the logo: a PNG beside company.ini ---------------------------------------------------------- */

enum { LOGO_BYTES_MAX = 200 * 1000, LOGO_PIXELS_MAX = 2000 /* a side */ };

static char *logo_refuse(const struct ini *ini, const struct ini_entry *entry, const char *expected,
                         const char *mend)
{
    entry_issue(ini, entry, ISSUE_BAD_LOGO, expected, mend);
    return NULL;
}

/* The bytes of a picture that can be drawn, as base64, which the caller frees. NULL: an issue. It is
 * decoded whole: what is cut off or damaged is found here, and not when documents are due. */
static char *logo_read(const struct ini *ini, const struct ini_entry *entry, const char *path)
{
    GStatBuf status;
    g_autofree char *bytes = NULL;
    gsize length = 0;
    bool regular = g_stat(path, &status) == 0 && S_ISREG(status.st_mode);
    if (regular && status.st_size > LOGO_BYTES_MAX) {
        return logo_refuse(ini, entry, "a file of at most 200 kB", "save it smaller");
    }
    if (!regular || !g_file_get_contents(path, &bytes, &length, NULL)) {
        return logo_refuse(ini, entry, "a file in this directory that can be read",
                           "put it beside company.ini");
    }
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes, length)) {
        return logo_refuse(ini, entry, "a PNG picture", "save it as PNG");
    }
    if (image.width > LOGO_PIXELS_MAX || image.height > LOGO_PIXELS_MAX) {
        png_image_free(&image);
        return logo_refuse(ini, entry, "a picture of at most 2000 x 2000 pixels", "scale it down");
    }
    image.format = PNG_FORMAT_RGBA;
    g_autofree guint8 *pixels = g_malloc(PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
        return logo_refuse(ini, entry, "a PNG picture that is whole", "save it again as PNG");
    }
    return g_base64_encode((const guchar *)bytes, length);
}

/* The picture itself, under a key that the file cannot have: its bytes become a fact of the period,
 * so that documents of that period can be made again without the file. */
static void logo_add(const char *path, struct ini *ini)
{
    const struct ini_entry *entry = ini_find(ini, "company", "logo");
    if (!entry || entry->value[0] == '\0' || entry->value[0] == '.' ||
        strpbrk(entry->value, "/\\:")) {
        return;
    }
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *logo_path = g_build_filename(directory, entry->value, NULL);
    g_autofree char *base64 = logo_read(ini, entry, logo_path);
    if (base64) {
        const struct ini_entry picture = {"company", COMPANY_LOGO_KEY,
                                          g_string_chunk_insert(ini->strings, base64), entry->line};
        ini_add(ini, &picture);
    }
}

/* ---- policy.ini ---------------------------------------------------------------------------------- */

/* "policy" or "policy from YYYY-MM-DD". */
static void policy_section_check(const struct ini *ini, const struct ini_entry *entry)
{
    static const char prefix[] = "policy from ";
    struct text_problem problem;
    day from;
    bool dated = g_str_has_prefix(entry->section, prefix);
    if (strcmp(entry->section, "policy") == 0 ||
        (dated && instant_day_parse(entry->section + strlen(prefix), &from, &problem))) {
        return;
    }
    const char *mend = dated && problem.mend[0]              ? problem.mend
                       : near_same(entry->section, "policy") ? "write [policy]"
                                                             : NULL;
    entry_issue(ini, entry, ISSUE_UNKNOWN_SECTION, "[policy] or [policy from YYYY-MM-DD]", mend);
}

static void policy_entry_check(const struct ini *ini, const struct ini_entry *entry)
{
    if (!entry->key) {
        policy_section_check(ini, entry);
    }
    if (!entry->key || !g_str_has_prefix(entry->section, "policy")) {
        return;
    }
    struct policy policy = policy_default();
    enum policy_set_result result = policy_set(&policy, entry->key, entry->value);
    if (result == POLICY_UNKNOWN_KEY) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (size_t i = 0; i < policy_count(); i++) {
            g_ptr_array_add(names, (char *)policy_key(i));
        }
        unknown_key_issue(ini, entry, names, "a setting of the policy");
    } else if (result == POLICY_BAD_VALUE) {
        entry_issue(ini, entry, ISSUE_BAD_SETTING, policy_expected(entry->key), NULL);
    }
}

/* ---- both ---------------------------------------------------------------------------------------- */

bool ini_file_read(struct reading *reading, enum input_file file, const char *path, GError **error)
{
    struct ini ini;
    ini_read(path, words_input_file[file], (uint32_t)file, INI_KEYS_PLAIN, reading->issues, &ini);
    for (size_t i = 0; i < ini.entries->len; i++) {
        (file == INPUT_COMPANY ? company_entry_check : policy_entry_check)(
            &ini, &g_array_index(ini.entries, struct ini_entry, i));
    }
    if (file == INPUT_COMPANY) {
        missing_check(&ini);
        gst_check(&ini, reading->period);
        logo_add(path, &ini); /* it is staged, but not counted as a row of the file */
    }
    bool done = true;
    for (size_t i = 0; i < ini.entries->len && done; i++) {
        const struct ini_entry *entry = &g_array_index(ini.entries, struct ini_entry, i);
        struct ini_row row = {entry->section, entry->key, entry->value, {.line = entry->line}};
        if (!entry->key) {
            continue;
        }
        uint32_t first_line = 0;
        g_autofree char *first_partner = NULL;
        enum stage_result result =
            store_stage(reading->import, file, &row, &first_line, &first_partner, error);
        CHECK(result != STAGE_DUPLICATE); /* ini_read gives each key once */
        done = result == STAGE_DONE;
        reading->row_counts[file]++; /* with the logo */
    }
    done = done && store_import_file(reading->import, file, ini.sha256, ini.key_count, "", error);
    ini_clear(&ini);
    return done;
}

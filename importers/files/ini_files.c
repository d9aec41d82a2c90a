#include <string.h>

#include "engine/core/check.h"
#include "engine/core/month.h"
#include "engine/core/near.h"
#include "engine/core/policy.h"
#include "importers/files/logo.h"
#include "importers/files/payee.h"
#include "importers/reading.h"
#include "importers/text/ini.h"
#include "importers/text/instant.h"

/* company.ini and policy.ini: read, checked, staged. */

struct ini_place {
    struct reading *reading;
    enum input_file file;
};

/* key NULL: "-". expected and mend: NULL takes the texts of the code. */
static void ini_issue(const struct ini_place *place, uint32_t line, const char *key,
                      enum issue_code code, const char *found, const char *expected,
                      const char *mend)
{
    struct issue_place issue = {input_file_name(place->file), (uint32_t)place->file, line, key, 1};
    issues_add(place->reading->issues, &issue, code, found, expected, mend);
}

static bool entries_stage(const struct ini_place *place, const struct ini *ini, GError **error)
{
    for (size_t i = 0; i < ini->entries->len; i++) {
        const struct ini_entry *entry = &g_array_index(ini->entries, struct ini_entry, i);
        struct ini_row row = {entry->section, entry->key, entry->value, {.line = entry->line}};
        uint32_t first_line = 0;
        g_autofree char *first_partner = NULL;
        enum stage_result result = store_stage(place->reading->import, place->file, &row,
                                               &first_line, &first_partner, error);
        CHECK(result != STAGE_DUPLICATE); /* ini_read gives each key once */
        if (result == STAGE_FAILED) {
            return false;
        }
    }
    return true;
}

/* May add entries, which are staged but not counted as rows of the file. */
typedef void (*ini_check)(const struct ini_place *place, const char *path, struct ini *ini);
static bool ini_input_read(struct reading *reading, enum input_file file, const char *path,
                           ini_check check, GError **error)
{
    struct ini_place place = {reading, file};
    struct ini ini;
    ini_read(path, input_file_name(file), (uint32_t)file, reading->issues, &ini);
    uint32_t count = ini.entries->len;
    check(&place, path, &ini);
    reading->result->row_counts[file] = ini.entries->len; /* with what the check has added */
    bool done = entries_stage(&place, &ini, error) &&
                store_import_file(reading->import, file, ini.sha256, count, "", error);
    ini_clear(&ini);
    return done;
}

/* ---- company.ini: its keys ----------------------------------------------------------------------- */

/* What is wrong with a value; false: nothing. */
struct value_problem {
    enum issue_code code;
    const char *expected; /* NULL: the code's */
    const char *mend;
    char text[PAYEE_MEND_SIZE]; /* room for a mend */
};
typedef bool (*value_check)(const char *value, struct value_problem *problem);

struct company_key {
    const char *section;
    const char *key;
    bool required;
    long characters_max;
    value_check check; /* of a value that is not blank; may be NULL */
};

static bool problem_is(struct value_problem *problem, enum issue_code code, const char *expected)
{
    *problem = (struct value_problem){.code = code, .expected = expected};
    return true;
}

static bool abn_check(const char *value, struct value_problem *problem)
{
    g_autofree char *abn = payee_abn_compact(value);
    return !abn_valid(abn) && problem_is(problem, ISSUE_BAD_COMPANY_ABN, NULL);
}

static bool email_check(const char *value, struct value_problem *problem)
{
    return !payee_email_is_formed(value) && problem_is(problem, ISSUE_BAD_EMAIL, NULL);
}

static bool url_check(const char *value, struct value_problem *problem)
{
    bool formed = (g_str_has_prefix(value, "https://") || g_str_has_prefix(value, "http://")) &&
                  !strpbrk(value, " <>\"") && strlen(value) > strlen("https://");
    return !formed && problem_is(problem, ISSUE_BAD_URL, NULL);
}

static bool logo_check(const char *value, struct value_problem *problem)
{
    bool plain = !strpbrk(value, "/\\:") && value[0] != '.';
    return !plain && problem_is(problem, ISSUE_BAD_FILE_NAME, NULL);
}

static bool digits_only(const char *value)
{
    return strspn(value, "0123456789") == strlen(value);
}

static bool days_check(const char *value, struct value_problem *problem)
{
    bool formed =
        digits_only(value) && strlen(value) <= 3 && g_ascii_strtoll(value, NULL, 10) <= 365;
    return !formed && problem_is(problem, ISSUE_BAD_NUMBER, "a whole number from 0 to 365");
}

static bool bsb_check(const char *value, struct value_problem *problem)
{
    if (payee_bsb_is_formed(value)) {
        return false;
    }
    problem_is(problem, ISSUE_BAD_BSB, NULL);
    problem->mend = payee_bsb_mend(value, problem->text);
    return true;
}

static bool account_check(const char *value, struct value_problem *problem)
{
    return !payee_account_is_formed(value) && problem_is(problem, ISSUE_BAD_ACCOUNT_NUMBER, NULL);
}

static bool user_id_check(const char *value, struct value_problem *problem)
{
    bool formed = digits_only(value) && strlen(value) <= 6;
    return !formed &&
           problem_is(problem, ISSUE_BAD_PAYMENT_FIELD, "the direct entry user's up to 6 digits");
}

static bool institution_check(const char *value, struct value_problem *problem)
{
    bool formed =
        strlen(value) == 3 && strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(value);
    return !formed && problem_is(problem, ISSUE_BAD_PAYMENT_FIELD,
                                 "the 3 capital letters of the institution, like CBA");
}

static bool transaction_check(const char *value, struct value_problem *problem)
{
    /* 13 is a debit: it would take the money from the partners. */
    bool formed = strlen(value) == 2 && digits_only(value) && value[0] == '5' && value[1] <= '7';
    return !formed && problem_is(problem, ISSUE_BAD_PAYMENT_FIELD,
                                 "a transaction code: 50 to 57, mostly 50 or 53");
}

static bool yes_no_check(const char *value, struct value_problem *problem)
{
    bool formed = strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
    return !formed && problem_is(problem, ISSUE_BAD_CHOICE, "yes or no");
}

/* The registration is checked against the period in gst_check. */
static const struct company_key keys[] = {
    {"company", "legal_name", true, 200, NULL},
    {"company", "abn", true, 20, abn_check},
    {"company", "gst_from", false, 20, NULL},
    {"company", "address_line_1", true, 200, NULL},
    {"company", "address_line_2", false, 200, NULL},
    {"company", "suburb", true, 200, NULL},
    {"company", "state", true, 60, NULL},
    {"company", "postcode", true, 60, NULL},
    {"company", "email", true, 200, email_check},
    {"company", "phone", true, 60, NULL},
    {"company", "dispute_url", true, 500, url_check},
    {"company", "logo", false, 200, logo_check},
    {"documents", "agreement_text", true, 100000, NULL},
    {"documents", "payment_terms_days", true, 3, days_check},
    {"documents", "note", false, 1000, NULL},
    {"payment", "bsb", true, 7, bsb_check},
    {"payment", "account_number", true, 9, account_check},
    {"payment", "account_name", true, 200, NULL},
    {"payment", "direct_entry_user_id", true, 6, user_id_check},
    {"payment", "institution", true, 3, institution_check},
    {"payment", "remitter", true, 60, NULL},
    {"payment", "description", true, 60, NULL},
    {"payment", "transaction_code", false, 2, transaction_check},
    {"payment", "self_balancing", false, 3, yes_no_check},
    {"bills", "account_code", false, 10, NULL},
    {"bills", "tax_type_taxable", false, 50, NULL},
    {"bills", "tax_type_untaxed", false, 50, NULL},
};

static const char *const sections[] = {"company", "documents", "payment", "bills"};

/* ---- company.ini: the file ------------------------------------------------------------------------ */

static const struct company_key *key_find(const char *section, const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].key, key) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}

static bool section_is_known(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        if (strcmp(sections[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void unknown_key_issue(const struct ini_place *place, const struct ini_entry *entry)
{
    const char *names[G_N_ELEMENTS(keys)];
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(keys[i].section, entry->section) == 0) {
            names[count++] = keys[i].key;
        }
    }
    const char *near = near_find(entry->key, names, count);
    g_autofree char *mend = near ? g_strdup_printf("write %s", near) : NULL;
    g_autofree char *expected = g_strdup_printf("a key of [%s]", entry->section);
    ini_issue(place, entry->line, entry->key, ISSUE_UNKNOWN_KEY, entry->key, expected, mend);
}

static void entry_check(const struct ini_place *place, const struct ini_entry *entry)
{
    const struct company_key *key = key_find(entry->section, entry->key);
    struct value_problem problem;
    if (!key) {
        unknown_key_issue(place, entry);
    } else if (entry->value[0] == '\0') {
        if (key->required) {
            ini_issue(place, entry->line, entry->key, ISSUE_BLANK_VALUE, "", NULL, NULL);
        }
    } else if (key->check && key->check(entry->value, &problem)) {
        ini_issue(place, entry->line, entry->key, problem.code, entry->value, problem.expected,
                  problem.mend);
    } else if (g_utf8_strlen(entry->value, -1) > key->characters_max) {
        g_autofree char *expected = g_strdup_printf("at most %ld characters", key->characters_max);
        ini_issue(place, entry->line, entry->key, ISSUE_TOO_LONG, entry->value, expected, NULL);
    }
}

static void sections_check(const struct ini_place *place, const struct ini *ini)
{
    for (size_t i = 0; i < ini->sections->len; i++) {
        const struct ini_section *section = &g_array_index(ini->sections, struct ini_section, i);
        if (!section_is_known(section->name)) {
            const char *near = near_find(section->name, sections, G_N_ELEMENTS(sections));
            g_autofree char *mend = near ? g_strdup_printf("write [%s]", near) : NULL;
            ini_issue(place, section->line, NULL, ISSUE_UNKNOWN_SECTION, section->name,
                      "[company], [documents], [payment] or [bills]", mend);
        }
    }
}

static uint32_t section_line(const struct ini *ini, const char *name)
{
    for (size_t i = 0; i < ini->sections->len; i++) {
        const struct ini_section *section = &g_array_index(ini->sections, struct ini_section, i);
        if (strcmp(section->name, name) == 0) {
            return section->line;
        }
    }
    return 1;
}

static void missing_check(const struct ini_place *place, const struct ini *ini)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (keys[i].required && !ini_find(ini, keys[i].section, keys[i].key)) {
            g_autofree char *mend = g_strdup_printf("add it to [%s]", keys[i].section);
            ini_issue(place, section_line(ini, keys[i].section), keys[i].key, ISSUE_MISSING_KEY, "",
                      NULL, mend);
        }
    }
}

/* M3: "The company must be registered too, with a valid ABN, or nothing runs." */
static void gst_check(const struct ini_place *place, const struct ini *ini)
{
    const struct ini_entry *entry = ini_find(ini, "company", "gst_from");
    struct text_problem problem;
    day from;
    if (!entry || entry->value[0] == '\0') {
        return; /* since ever */
    }
    if (!instant_day_parse(entry->value, &from, &problem)) {
        ini_issue(place, entry->line, entry->key, problem.code, entry->value, problem.expected,
                  problem.mend[0] ? problem.mend : NULL);
    } else if (day_compare(from, place->reading->options->period.first) > 0) {
        ini_issue(place, entry->line, entry->key, ISSUE_COMPANY_NOT_REGISTERED, entry->value, NULL,
                  NULL);
    }
}

/* The picture itself, under a key that the file cannot have. */
static void logo_add(const struct ini_place *place, const char *path, struct ini *ini)
{
    const struct ini_entry *entry = ini_find(ini, "company", "logo");
    struct value_problem misnamed;
    struct logo_problem problem;
    if (!entry || entry->value[0] == '\0' || logo_check(entry->value, &misnamed)) {
        return;
    }
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *logo_path = g_build_filename(directory, entry->value, NULL);
    g_autofree char *base64 = NULL;
    if (logo_read(logo_path, &base64, &problem)) {
        ini_issue(place, entry->line, entry->key, ISSUE_BAD_LOGO, entry->value, problem.expected,
                  problem.mend);
        return;
    }
    const struct ini_entry picture = {"company", "logo_png",
                                      g_string_chunk_insert(ini->strings, base64), entry->line};
    g_array_append_val(ini->entries, picture);
}

static void company_check(const struct ini_place *place, const char *path, struct ini *ini)
{
    sections_check(place, ini);
    for (size_t i = 0; i < ini->entries->len; i++) {
        const struct ini_entry *entry = &g_array_index(ini->entries, struct ini_entry, i);
        if (section_is_known(entry->section)) {
            entry_check(place, entry);
        }
    }
    missing_check(place, ini);
    gst_check(place, ini);
    logo_add(place, path, ini);
}

bool company_ini_read(struct reading *reading, const char *path, GError **error)
{
    return ini_input_read(reading, INPUT_COMPANY, path, company_check, error);
}

/* ---- policy.ini ---------------------------------------------------------------------------------- */

static const char from_prefix[] = "policy from ";

/* "policy" or "policy from YYYY-MM-DD". */
static bool section_check(const struct ini_place *place, const struct ini_section *section)
{
    if (strcmp(section->name, "policy") == 0) {
        return true;
    }
    struct text_problem problem;
    day from;
    bool dated = g_str_has_prefix(section->name, from_prefix);
    if (dated && instant_day_parse(section->name + strlen(from_prefix), &from, &problem)) {
        return true;
    }
    g_autofree char *mend = NULL;
    if (dated && problem.mend[0]) {
        mend = g_strdup(problem.mend);
    } else if (near_same(section->name, "policy")) {
        mend = g_strdup("write [policy]");
    }
    ini_issue(place, section->line, NULL, ISSUE_UNKNOWN_SECTION, section->name,
              "[policy] or [policy from YYYY-MM-DD]", mend);
    return false;
}

static void unknown_setting_issue(const struct ini_place *place, const struct ini_entry *entry)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (size_t i = 0; i < policy_count(); i++) {
        g_ptr_array_add(keys, (char *)policy_key(i));
    }
    const char *near = near_find(entry->key, (const char *const *)keys->pdata, keys->len);
    g_autofree char *mend = near ? g_strdup_printf("write %s", near) : NULL;
    ini_issue(place, entry->line, entry->key, ISSUE_UNKNOWN_KEY, entry->key,
              "a setting of the policy", mend);
}

static void setting_check(const struct ini_place *place, const struct ini_entry *entry)
{
    struct policy policy = policy_default();
    switch (policy_set(&policy, entry->key, entry->value)) {
    case POLICY_SET:
        break;
    case POLICY_UNKNOWN_KEY:
        unknown_setting_issue(place, entry);
        break;
    case POLICY_BAD_VALUE:
        ini_issue(place, entry->line, entry->key, ISSUE_BAD_SETTING, entry->value,
                  policy_expected(entry->key), NULL);
        break;
    }
}

static void policy_check(const struct ini_place *place, const char *path, struct ini *ini)
{
    (void)path;
    for (size_t i = 0; i < ini->sections->len; i++) {
        section_check(place, &g_array_index(ini->sections, struct ini_section, i));
    }
    for (size_t i = 0; i < ini->entries->len; i++) {
        const struct ini_entry *entry = &g_array_index(ini->entries, struct ini_entry, i);
        if (g_str_has_prefix(entry->section, "policy")) {
            setting_check(place, entry);
        }
    }
}

bool policy_ini_read(struct reading *reading, const char *path, GError **error)
{
    return ini_input_read(reading, INPUT_POLICY, path, policy_check, error);
}

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "engine/core/outcome.h"
#include "engine/core/policy.h"
#include "tests/engine/core/example.h"

/* engine/policy/RULES.md is the specification: this runs its examples, and sees to it that no rule,
 * verdict, reason, exception or setting is without one. */

/* Not of one partner's month: these are raised for the run as a whole, or for a file. */
static const enum exception_code raised_elsewhere[] = {EXCEPTION_EXTRA_SESSIONS_REJECTED,
                                                       EXCEPTION_ISSUED_AFTER_28_DAYS,
                                                       EXCEPTION_SHARED_ACCOUNT,
                                                       EXCEPTION_COMPANY_ACCOUNT,
                                                       EXCEPTION_DUPLICATE_ABN,
                                                       EXCEPTION_DUPLICATE_EMAIL,
                                                       EXCEPTION_NO_EMAIL,
                                                       EXCEPTION_ZONE_UNLIKELY,
                                                       EXCEPTION_POSTCODE_UNLIKELY,
                                                       EXCEPTION_RATE_UNUSUAL,
                                                       EXCEPTION_NO_SETOFF_CLAUSE,
                                                       EXCEPTION_DECISION_REFUSED,
                                                       EXCEPTION_TOLD_BEFORE,
                                                       EXCEPTION_ENDS_SOON,
                                                       EXCEPTION_OWES_UNDER_ANOTHER_ID,
                                                       EXCEPTION_UNUSED_COLUMNS,
                                                       EXCEPTION_LARGE_ADJUSTMENT,
                                                       EXCEPTION_BEYOND_RETRO,
                                                       EXCEPTION_ADJUSTMENT_WAITS,
                                                       EXCEPTION_HELD_BY_DECISION,
                                                       EXCEPTION_SETTLED_DIFFERS,
                                                       EXCEPTION_BANK_DETAILS_CHANGED,
                                                       EXCEPTION_CARRIED_FORWARD,
                                                       EXCEPTION_EVERY_REANCHORED,
                                                       EXCEPTION_NOT_IN_EXPORT,
                                                       EXCEPTION_PARTNER_GONE,
                                                       EXCEPTION_FEW_BLOCKS,
                                                       EXCEPTION_FEW_BOOKINGS,
                                                       EXCEPTION_CANNOT_BE_ISSUED,
                                                       EXCEPTION_NO_EINVOICE,
                                                       EXCEPTION_SUPER_UNDECIDED,
                                                       EXCEPTION_UNSENT,
                                                       EXCEPTION_IDENTITY_CHANGED,
                                                       EXCEPTION_NOTE_UNREGISTERED,
                                                       EXCEPTION_NOTE_WITHOUT_AGREEMENT,
                                                       EXCEPTION_NOTE_AFTER_28_DAYS,
                                                       EXCEPTION_CONTRADICTS_ISSUED,
                                                       EXCEPTION_UNSCHEDULED_BOOKINGS,
                                                       EXCEPTION_PAY_UNUSUAL,
                                                       EXCEPTION_PENALTY_UNDONE,
                                                       EXCEPTION_TAKEN_BACK,
                                                       EXCEPTION_SESSIONS_COUNTED_TWICE};

/* Settings of what happens after a month was issued (rules.md section 8). */
static const char *const settings_elsewhere[] = {"retro_months", "adjustment_review", NULL};

static char *file_read(const char *path)
{
    char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL),
              "%s: not found; a test runs at the project's top", path);
    return text;
}

static GPtrArray *examples_load(void)
{
    g_autofree char *text = file_read(RULES_PATH);
    return examples_read(text);
}

/* ---- the examples -------------------------------------------------------------------------------- */

/* The example that is running, for when the core stops the program. */
static char running[256];

static void on_abort(int signal_number)
{
    (void)signal_number;
    size_t length = strlen(running);
    if (write(STDERR_FILENO, running, length) != (ssize_t)length) {
        _exit(3);
    }
    _exit(2);
}

static void run_examples_of(const GPtrArray *examples, char family)
{
    g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < examples->len; i++) {
        const struct example *example = examples->pdata[i];
        if (example->first_rule != RULE_COUNT && *rule_words[example->first_rule] == family) {
            g_snprintf(running, sizeof running, RULES_PATH ":%d: %s: the core stopped\n",
                       example->number, example->title);
            example_run(example, failures);
        }
    }
    for (guint i = 0; i < failures->len; i++) {
        cr_expect_fail("%s", (const char *)failures->pdata[i]);
    }
}

/* The first letters of the rules. */
ParameterizedTestParameters(rules, examples_hold)
{
    static char families[] = "SPCHAGMRD";
    return cr_make_param_array(char, families, sizeof families - 1);
}

ParameterizedTest(const char *family, rules, examples_hold)
{
    signal(SIGABRT, on_abort);
    g_autoptr(GPtrArray) examples = examples_load();
    run_examples_of(examples, *family);
}

Test(rules, every_rule_has_an_example_of_its_own)
{
    g_autoptr(GPtrArray) examples = examples_load();
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        bool found = false;
        for (guint i = 0; i < examples->len; i++) {
            const struct example *example = examples->pdata[i];
            found = found || (int)example->first_rule == rule;
        }
        const char *code = rule_words[rule];
        cr_expect(found, "no example names %s first", code);
        cr_expect(strchr("SPCHAGMRD", *code), "the examples of %s are not run", code);
    }
}

/* The row of "What people read" that a verdict or reason has. */
static void expect_row(const char *text, const char *code, const struct verdict_says *says)
{
    g_autofree char *row =
        g_strdup_printf("\n| `%s` | %s | %s |%s%s |\n", code, rule_words[says->rule], says->text,
                        says->mend[0] != '\0' ? " " : "", says->mend);
    cr_expect(strstr(text, row) != NULL, "RULES.md, What people read, does not have:%s", row);
}

Test(rules, the_words_that_people_read_are_those_of_the_table)
{
    g_autofree char *text = file_read(RULES_PATH);
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        expect_row(text, outcome_words[outcome], &outcome_says[outcome]);
    }
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        expect_row(text, reason_words[reason], &reason_says[reason]);
    }
}

Test(rules, every_example_names_a_rule)
{
    g_autoptr(GPtrArray) examples = examples_load();
    for (guint i = 0; i < examples->len; i++) {
        const struct example *example = examples->pdata[i];
        cr_expect_neq(example->first_rule, RULE_COUNT, RULES_PATH ":%d: names no rule",
                      example->number);
        cr_expect(example->title[0], RULES_PATH ":%d: has no title", example->number);
    }
}

/* ---- nothing is left out ------------------------------------------------------------------------- */

/* Whether a line of an example begins with one text and has another, as words of their own. */
static bool some_line_has(const GPtrArray *examples, const char *begin, const char *word)
{
    g_autofree char *pattern = g_strdup_printf("^%s .*\\b%s\\b", begin, word);
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    for (guint i = 0; i < examples->len; i++) {
        const struct example *example = examples->pdata[i];
        for (guint j = 0; j < example->lines->len; j++) {
            const char *text = g_array_index(example->lines, struct example_line, j).text;
            if (g_regex_match(regex, text, 0, NULL) && !g_str_has_suffix(text, " = none")) {
                return true;
            }
        }
    }
    return false;
}

Test(rules, every_outcome_has_an_example)
{
    static const char *const begin[] = {"slot", "adhoc", "unscheduled"};
    g_autoptr(GPtrArray) examples = examples_load();
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        enum outcome outcome = (enum outcome)i;
        cr_expect(
            some_line_has(examples, begin[outcome_says[outcome].judges], outcome_words[outcome]),
            "no example expects the outcome %s", outcome_words[outcome]);
    }
}

Test(rules, every_reason_has_an_example)
{
    g_autoptr(GPtrArray) examples = examples_load();
    for (int i = 0; i < REASON_COUNT; i++) {
        g_autofree char *clause = g_strdup_printf("reason %s", reason_words[i]);
        cr_expect(some_line_has(examples, "adhoc", clause), "no example expects the %s", clause);
    }
}

static bool is_raised_elsewhere(enum exception_code code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(raised_elsewhere); i++) {
        if (raised_elsewhere[i] == code) {
            return true;
        }
    }
    return false;
}

Test(rules, every_exception_has_an_example_and_a_row)
{
    g_autofree char *text = file_read(RULES_PATH);
    g_autoptr(GPtrArray) examples = examples_read(text);
    for (int i = 0; i < EXCEPTION_CODE_COUNT; i++) {
        enum exception_code code = (enum exception_code)i;
        const char *name = exception_words[code];
        g_autofree char *row =
            g_strdup_printf("\n| `%s` | %s |", name, severity_words[exception_says[code].severity]);
        cr_expect(strstr(text, row), "no row %s in " RULES_PATH, row + 1);
        cr_expect(is_raised_elsewhere(code) || some_line_has(examples, "exception", name) ||
                      some_line_has(examples, "status", name) ||
                      some_line_has(examples, "correction", name),
                  "no example expects the exception %s", name);
    }
}

static void setting_check(const char *text, const GPtrArray *examples, size_t index)
{
    const char *key = policy_key(index);
    char value[POLICY_VALUE_SIZE];
    struct policy policy = policy_default();
    policy_value(&policy, index, value);
    g_autofree char *row = g_strdup_printf("\n| `%s` | `%s` |", key, value);
    cr_expect(strstr(text, row), "no row %s in " RULES_PATH, row + 1);
    if (g_strv_contains(settings_elsewhere, key)) {
        return;
    }
    g_autofree char *begin = g_strdup_printf("set %s", key);
    bool is_choice = policy_set(&policy, key, "1") != POLICY_SET;
    g_auto(GStrv) values = g_strsplit(is_choice ? policy_expected(key) : "[0-9]+", " or ", -1);
    for (size_t i = 0; values[i]; i++) {
        cr_expect(some_line_has(examples, begin, values[i]), "no example sets %s to %s", key,
                  values[i]);
    }
}

Test(rules, every_setting_has_an_example_of_each_value_and_a_row)
{
    g_autofree char *text = file_read(RULES_PATH);
    g_autoptr(GPtrArray) examples = examples_read(text);
    for (size_t i = 0; i < policy_count(); i++) {
        setting_check(text, examples, i);
    }
}

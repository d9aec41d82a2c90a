#include "engine/core/outcome.h"

#include "engine/core/check.h"
#include "engine/core/exception.h"
#include "engine/core/holiday.h"

struct rule_row {
    const char *code;
    const char *sentence;
    const char *reading;
};

struct outcome_row {
    const char *code;
    enum outcome_of judges;
    enum rule rule;
    const char *text;
    const char *mend;
};

struct reason_row {
    const char *code;
    enum rule rule;
    const char *text;
    const char *mend;
};

#define RULE_ROW(code, sentence, reading) {#code, sentence, reading},
#define OUTCOME_ROW(code, of, rule, text, mend) {#code, OUTCOME_OF_##of, RULE_##rule, text, mend},
#define REASON_ROW(code, rule, text, mend) {#code, RULE_##rule, text, mend},

static const struct rule_row rules[RULE_COUNT] = {RULE_TABLE(RULE_ROW)};
static const struct outcome_row outcomes[OUTCOME_COUNT] = {OUTCOME_TABLE(OUTCOME_ROW)};
static const struct reason_row reasons[REASON_COUNT] = {REASON_TABLE(REASON_ROW)};

static const struct rule_row *rule_row(enum rule rule)
{
    CHECK((unsigned)rule < RULE_COUNT);
    return &rules[rule];
}

static const struct outcome_row *outcome_row(enum outcome outcome)
{
    CHECK((unsigned)outcome < OUTCOME_COUNT);
    return &outcomes[outcome];
}

static const struct reason_row *reason_row(enum reason reason)
{
    CHECK((unsigned)reason < REASON_COUNT);
    return &reasons[reason];
}

const char *rule_code(enum rule rule)
{
    return rule_row(rule)->code;
}

const char *rule_sentence(enum rule rule)
{
    return rule_row(rule)->sentence;
}

const char *rule_reading(enum rule rule)
{
    return rule_row(rule)->reading;
}

const char *outcome_code(enum outcome outcome)
{
    return outcome_row(outcome)->code;
}

enum outcome_of outcome_judges(enum outcome outcome)
{
    return outcome_row(outcome)->judges;
}

enum rule outcome_rule(enum outcome outcome)
{
    return outcome_row(outcome)->rule;
}

const char *outcome_text(enum outcome outcome)
{
    return outcome_row(outcome)->text;
}

const char *outcome_mend(enum outcome outcome)
{
    return outcome_row(outcome)->mend;
}

const char *reason_code(enum reason reason)
{
    return reason_row(reason)->code;
}

enum rule reason_rule(enum reason reason)
{
    return reason_row(reason)->rule;
}

const char *reason_text(enum reason reason)
{
    return reason_row(reason)->text;
}

const char *reason_mend(enum reason reason)
{
    return reason_row(reason)->mend;
}

struct exception_row {
    const char *code;
    enum severity severity;
    const char *text;
};

#define EXCEPTION_ROW(code, severity, text) {#code, SEVERITY_##severity, text},
static const struct exception_row exceptions[EXCEPTION_CODE_COUNT] = {
    EXCEPTION_TABLE(EXCEPTION_ROW)};

static const struct exception_row *exception_row(enum exception_code code)
{
    CHECK((unsigned)code < EXCEPTION_CODE_COUNT);
    return &exceptions[code];
}

const char *exception_code_name(enum exception_code code)
{
    return exception_row(code)->code;
}

enum severity exception_severity(enum exception_code code)
{
    return exception_row(code)->severity;
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"held", "review", "info"};
    CHECK((unsigned)severity < sizeof names / sizeof names[0]);
    return names[severity];
}

const char *exception_text(enum exception_code code)
{
    return exception_row(code)->text;
}

const char *holiday_status_name(enum holiday_status status)
{
    static const char *const names[] = {"gazetted", "rule", "provisional"};
    CHECK((unsigned)status < sizeof names / sizeof names[0]);
    return names[status];
}

#include "engine/core/outcome.h"

#include "engine/core/facts.h"

#define RULE_ROW(code, sentence, reading) {#code, sentence, reading},
static const struct {
    const char *code;
    const char *sentence;
    const char *reading;
} rules[] = {RULE_TABLE(RULE_ROW)};

#define OUTCOME_ROW(code, of, rule, text, mend) {#code, OUTCOME_OF_##of, RULE_##rule, text, mend},
static const struct {
    const char *code;
    enum outcome_of judges;
    enum rule rule;
    const char *text;
    const char *mend;
} outcomes[] = {OUTCOME_TABLE(OUTCOME_ROW)};

#define REASON_ROW(code, rule, text, mend) {#code, RULE_##rule, text, mend},
static const struct {
    const char *code;
    enum rule rule;
    const char *text;
    const char *mend;
} reasons[] = {REASON_TABLE(REASON_ROW)};

#define EXCEPTION_ROW(code, severity, text) {#code, SEVERITY_##severity, text},
static const struct {
    const char *code;
    enum severity severity;
    const char *text;
} exceptions[] = {EXCEPTION_TABLE(EXCEPTION_ROW)};

static const struct {
    const char *name;
} severities[] = {{"held"}, {"review"}, {"info"}};

const char *const holiday_status_words[] = {"gazetted", "rule", "provisional", NULL};

/* What a row of a table says. */
#define SAYS(declaration, row, table, column)                                                      \
    declaration                                                                                    \
    {                                                                                              \
        CHECK((unsigned)(row) < sizeof(table) / sizeof(table)[0]);                                 \
        return (table)[row].column;                                                                \
    }

SAYS(const char *rule_code(enum rule rule), rule, rules, code)
SAYS(const char *rule_sentence(enum rule rule), rule, rules, sentence)
SAYS(const char *rule_reading(enum rule rule), rule, rules, reading)
SAYS(const char *outcome_code(enum outcome outcome), outcome, outcomes, code)
SAYS(enum outcome_of outcome_judges(enum outcome outcome), outcome, outcomes, judges)
SAYS(enum rule outcome_rule(enum outcome outcome), outcome, outcomes, rule)
SAYS(const char *outcome_text(enum outcome outcome), outcome, outcomes, text)
SAYS(const char *outcome_mend(enum outcome outcome), outcome, outcomes, mend)
SAYS(const char *reason_code(enum reason reason), reason, reasons, code)
SAYS(enum rule reason_rule(enum reason reason), reason, reasons, rule)
SAYS(const char *reason_text(enum reason reason), reason, reasons, text)
SAYS(const char *reason_mend(enum reason reason), reason, reasons, mend)
SAYS(const char *exception_code_name(enum exception_code code), code, exceptions, code)
SAYS(enum severity exception_severity(enum exception_code code), code, exceptions, severity)
SAYS(const char *exception_text(enum exception_code code), code, exceptions, text)
SAYS(const char *severity_name(enum severity severity), severity, severities, name)

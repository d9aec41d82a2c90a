#include "engine/core/outcome.h"

#include "engine/core/facts.h"

#define RULE_WORD(code, sentence, reading) #code,
const char *const rule_words[] = {RULE_TABLE(RULE_WORD) NULL};
#define RULE_SAYS(code, sentence, reading) {sentence, reading},
const struct rule_says rule_says[] = {RULE_TABLE(RULE_SAYS)};

#define OUTCOME_WORD(code, of, rule, text, mend) #code,
const char *const outcome_words[] = {OUTCOME_TABLE(OUTCOME_WORD) NULL};
#define OUTCOME_SAYS(code, of, rule, text, mend) {OUTCOME_OF_##of, RULE_##rule, text, mend},
const struct verdict_says outcome_says[] = {OUTCOME_TABLE(OUTCOME_SAYS)};

#define REASON_WORD(code, rule, text, mend) #code,
const char *const reason_words[] = {REASON_TABLE(REASON_WORD) "", NULL};
#define REASON_SAYS(code, rule, text, mend) {OUTCOME_OF_ADHOC, RULE_##rule, text, mend},
const struct verdict_says reason_says[] = {REASON_TABLE(REASON_SAYS)};

#define EXCEPTION_WORD(code, severity, text) #code,
const char *const exception_words[] = {EXCEPTION_TABLE(EXCEPTION_WORD) NULL};
#define EXCEPTION_SAYS(code, severity, text) {SEVERITY_##severity, text},
const struct exception_says exception_says[] = {EXCEPTION_TABLE(EXCEPTION_SAYS)};

#define HELD_FOR_PARTNER(code, text) {EXCEPTION_##code, text},
const char *held_for_partner(enum exception_code code)
{
    static const struct {
        enum exception_code code;
        const char *text;
    } rows[] = {HELD_FOR_PARTNER_TABLE(HELD_FOR_PARTNER)};
    const char *text = HELD_OTHERWISE_TEXT;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        text = rows[i].code == code ? rows[i].text : text;
    }
    return text;
}

#define GATE_WORD(code, mend) #code,
const char *const gate_words[] = {GATE_TABLE(GATE_WORD) NULL};
#define GATE_MEND(code, mend) mend,
const char *const gate_mends[] = {GATE_TABLE(GATE_MEND)};

const char *const severity_words[] = {"held", "review", "info", NULL};

const char *const holiday_status_words[] = {"gazetted", "rule", "provisional", NULL};

#include "engine/core/exception.h"

#include "engine/core/check.h"

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

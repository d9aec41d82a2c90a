#include "holidays/problem.h"

/* The file's name is interned: a problem may outlive the rows that it is about. */
void problem_add(GPtrArray *problems, struct fact_source source, const char *column,
                 const char *code, const char *found, char *mend)
{
    struct calendar_problem *problem = g_new0(struct calendar_problem, 1);
    problem->source = source;
    problem->source.file = g_intern_string(source.file);
    problem->column = column;
    problem->code = code;
    problem->found = g_strdup(found);
    problem->mend = mend;
    g_ptr_array_add(problems, problem);
}

void calendar_problem_free(struct calendar_problem *problem)
{
    if (problem) {
        g_free(problem->found);
        g_free(problem->mend);
        g_free(problem);
    }
}

void problem_date_write(day date, char text[PROBLEM_DATE_SIZE])
{
    text[0] = '\0';
    if (day_compare(date, DAY_UNBOUNDED_FROM) != 0 && day_compare(date, DAY_UNBOUNDED_TO) != 0) {
        struct civil civil = day_to_civil(date);
        g_snprintf(text, PROBLEM_DATE_SIZE, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    }
}

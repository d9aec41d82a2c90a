#ifndef HOLIDAYS_PROBLEM_H
#define HOLIDAYS_PROBLEM_H

#include "holidays/calendar.h"

/* Appends a problem. column and code are static, found is copied, mend is taken over. */
void problem_add(GPtrArray *problems, struct fact_source source, const char *column,
                 const char *code, const char *found, char *mend);

enum { PROBLEM_DATE_SIZE = 16 };
/* YYYY-MM-DD, or "" for an unbounded one. */
void problem_date_write(day date, char text[PROBLEM_DATE_SIZE]);

#endif

#ifndef REPORTS_TABLES_BANK_TEXT_H
#define REPORTS_TABLES_BANK_TEXT_H

#include <stddef.h>

/* Text in the characters that every bank takes in a direct entry file: A-Z 0-9 space - . / & '
 *
 * Letters become capitals and lose their marks (Nguyễn: NGUYEN); Greek and Cyrillic letters become
 * Latin ones (Greek by ELOT 743, Cyrillic by ICAO 9303, which passports follow), curly quotes and
 * dashes plain ones. What has no equal is a space; spaces at the ends or beside another go, and
 * so does what stands before the first letter or digit, since banks refuse fields that begin
 * with a sign. The same text gives the same bytes in every locale.
 *
 * buffer: room for `width` characters and a 0. text: UTF-8, not NULL. What is longer than `width`
 * is cut. "" where no letter or digit is left. Returns buffer. */
char *bank_text(char *buffer, size_t width, const char *text);

#endif

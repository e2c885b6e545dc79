// Literals and names: from how they are written to what they mean, and back.
// Texts that may hold lone surrogates are WTF-8: UTF-8 in which a surrogate without its partner takes three bytes.
// Threads: no state.
#ifndef NEAP_SYNTAX_LITERAL_H
#define NEAP_SYNTAX_LITERAL_H

#include "syntax/ast.h"

// What the inside of a string literal means, given without its quotes: escapes resolved (ECMAScript, "String Literals: SV", Annex B
// octal escapes included), line continuations gone, surrogate pairs joined. `out` is owned by the caller.
// false: an escape is not well-formed; `out` is empty.
bool literal_cook_string(Str raw, Text *out) __attribute__((warn_unused_result));

// Appends a string literal that means `wtf8`, in `quote` (", ' or `), with no more escapes than needed. The result has
// neither control characters nor line separators nor lone surrogates, and never the text `</script`.
void literal_quote(Buf *out, Str wtf8, char quote);

// Appends the text of a template chunk with CR LF and CR as LF, as TV and TRV see it.
void literal_append_lines(Buf *out, Str raw);

// Whether every escape in a template chunk means something; only tagged templates may have others.
bool literal_is_valid_chunk(Str raw);

// Whether some escape in a string literal is octal, or \8 or \9, which strict code does not have. `raw` may have its quotes.
bool literal_has_octal_escape(Str raw);

// Whether `raw` is a NumericLiteral: digits of its base, separators only between digits, no `n` behind a fraction.
bool literal_is_number(Str raw);

enum { LEGACY_NUMBER_MAX = 32 };

// What a number with a leading zero means (010 is 8, 09.5 is 9.5), written without it. The result is in `room`, or part of `raw`.
Str literal_legacy_to_decimal(Str raw, char room[LEGACY_NUMBER_MAX]);

// Appends a number without its separators (1_000 → 1000).
void literal_append_number(Buf *out, Str raw);

// Appends a name with its \uXXXX and \u{X} resolved. false: an escape is not well-formed.
bool literal_append_name(Buf *out, Str raw) __attribute__((warn_unused_result));

// Appends a code point up to 0x10FFFF as UTF-8 (a surrogate as WTF-8).
void literal_append_code(Buf *out, uint32_t code);

// Whether `utf8` is an IdentifierName (reserved words are, too).
bool literal_is_identifier(Str utf8);

// Whether a name cannot be used for a variable: always, or in strict mode (where `await` counts too: modules are strict).
bool literal_is_reserved_word(Str name, bool strict);

// Whether `text` is well-formed: no lone surrogates.
bool literal_is_well_formed(Str wtf8);

// Place of the first byte that is not UTF-8 (surrogates are not), or s.len.
size_t literal_find_invalid_utf8(Str s);

#endif

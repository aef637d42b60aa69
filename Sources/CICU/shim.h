// ICU's C functions carry the version in their names by macros, which Swift cannot see: one inline shim each.
#pragma once
#include <unicode/ubrk.h>
#include <unicode/uvernum.h>

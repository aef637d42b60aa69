// The arguments of this process as the system handed them over, in bytes.
//
// Swift's CommandLine repairs what is not UTF-8, and on Linux it reads them from /proc, which chroots and containers
// may lack.
#ifndef WEFT_ARGUMENTS_H
#define WEFT_ARGUMENTS_H

// The number of arguments, the command itself included.
int weft_argument_count(void);

// An argument, which ends in NUL and lives as long as the process; index is in 0..<count.
const char *weft_argument(int index);

#endif

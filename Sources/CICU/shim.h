// What CICUShims links against. ICU's own headers stay out of every Swift module: Foundation brings its own ICU, and
// two definitions of one C type in one program's modules are an error for whoever imports both.
#pragma once

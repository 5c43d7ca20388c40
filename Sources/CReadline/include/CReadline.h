#ifndef CReadline_H
#define CReadline_H
#endif

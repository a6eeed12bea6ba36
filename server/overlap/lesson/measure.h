#pragma once

#include <QtGlobal>

#include <limits>

namespace overlap::lesson {

// Pure. What is measured to decide between the answers: a row of the table in measures.cpp, and the
// number of a request if it is about one.
struct Measure
{
    enum class Kind : quint8 {
        All,      // seconds from the first request to the last answer
        Answered, // seconds from a request to its answer
        Status,   // of the answer to a request
        Handled,  // the most requests that were handled at once
        Read,     // the most requests that the server had read, and not answered, at once
        Prompt,   // how many, from a request on, were answered soon: see promptWithin
    };
    Kind kind = Kind::All;
    int request = 0; // from 1; 0: it is about all of them
    bool operator==(const Measure &) const = default;
};

// Pure. The values of a measure for which an answer holds; both ends belong to it. The value is
// `never` if there was no answer.
struct Range
{
    static constexpr double never = std::numeric_limits<double>::infinity();
    double least = 0;
    double most = 0;
    bool contains(double value) const { return least <= value && value <= most; }
    bool operator==(const Range &) const = default;
};

} // namespace overlap::lesson

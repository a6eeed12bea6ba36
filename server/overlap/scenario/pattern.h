#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

namespace overlap::scenario {

// Pure. The methods and paths that a rule takes: "GET /items/{id}", "/api/{rest...}".
struct Pattern
{
    struct Segment
    {
        enum class Kind : quint8 {
            Literal, // that text, compared once both are decoded
            One,     // any segment that is not empty
            Rest,    // what is left of the path, which may be nothing
        };
        Kind kind = Kind::Literal;
        QByteArray text; // decoded; or the name
        bool operator==(const Segment &) const = default;
    };
    QByteArray method{};       // empty: every one; GET's takes HEAD, too (RFC 9110 §9.3.2)
    QList<Segment> segments{}; // at least one; only the last one may be a Rest

    bool takesMethod(QByteArrayView name) const;
    // The path is as of http::pathOfTarget(): percent-encoded and without a query. What the Rest
    // stands for is still encoded, without a slash before it, and null if there is none. Nothing if
    // the path is another one.
    std::optional<QByteArrayView> matchPath(QByteArrayView path) const;
    bool operator==(const Pattern &) const = default;
};

// Pure. Why a text is no pattern, in a sentence.
struct PatternError
{
    qsizetype position = 0; // in bytes
    QString text;
};
std::variant<Pattern, PatternError> patternFrom(QByteArrayView text);

// Pure. The inverse: what is printed reads the same.
QByteArray print(const Pattern &pattern);

} // namespace overlap::scenario

#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace overlap::lesson {

// Pure. How long a lesson takes: the times of the book, or a fifth of them.
enum class Pace { Fifth, Book };

// Pure. How many times faster than the book it goes.
constexpr int timesFaster(Pace pace)
{
    return pace == Pace::Fifth ? 5 : 1;
}

// Pure. The first braces in a text, as in "After {5s}" or "{last}".
struct Braces
{
    qsizetype from, size; // with the braces
    QString content;
    std::optional<std::chrono::nanoseconds> time; // the content, if it is one with a unit
};
std::optional<Braces> bracesIn(const QString &text, qsizetype from = 0);

// Pure. Replaces times in braces by those of a pace: "After {5s}" becomes "After 1 s".
QString withTimes(QString text, Pace pace);
// Pure. The same for a target: "/sleep/{5s}" becomes "/sleep/1s".
QByteArray targetAt(const QByteArray &target, Pace pace);
// Pure. The same for code, without braces: 5s and 250ms, as in C++ and in targets; from_secs(5) and
// from_millis(250), as in Rust.
QString codeAt(const QString &code, Pace pace);

} // namespace overlap::lesson

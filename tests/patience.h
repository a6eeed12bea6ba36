#pragma once

#include <QTest>

// How long tests wait for a condition, in ms. Long enough for a busy machine; it costs nothing if
// the condition holds. Where failures are expected, OVERLAP_PATIENCE_MS shortens it.
inline const int patienceMs = [] {
    const int ms = qEnvironmentVariableIntValue("OVERLAP_PATIENCE_MS");
    return ms > 0 ? ms : 60'000;
}();

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, patienceMs)
#define QTRY_VERIFY2(condition, text) QTRY_VERIFY2_WITH_TIMEOUT(condition, text, patienceMs)
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, patienceMs)

template <typename Condition>
bool waitFor(Condition condition)
{
    return QTest::qWaitFor(condition, patienceMs);
}

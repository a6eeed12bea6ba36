#pragma once

#include <QMap>
#include <QTest>

// Counts passed cases for each test function ("family"), over all of its data.
class Families
{
public:
    void begin(int cases = 1) { m_begun = cases; } // the cases of the current function
    void end()                                     // call it in cleanup()
    {
        Count &count = m_counts[QTest::currentTestFunction()];
        count.tried += m_begun;
        count.passed += QTest::currentTestFailed() ? 0 : m_begun;
        m_begun = 0;
    }
    void tell() const
    {
        for (auto count = m_counts.begin(); count != m_counts.end(); ++count) {
            if (count->tried > 0)
                qInfo("%s: %d of %d", count.key().constData(), count->passed, count->tried);
        }
    }

private:
    struct Count
    {
        int tried = 0, passed = 0;
    };
    QMap<QByteArray, Count> m_counts;
    int m_begun = 0;
};

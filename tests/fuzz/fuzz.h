#pragma once

#include <QByteArrayView>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// libFuzzer calls it with each input, and replay.cpp with each file of the corpus.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace overlap::fuzz {

// Aborts the program if an invariant is violated: that is what a fuzzer looks for.
inline void require(bool holds, const char *promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

// Takes choices and bytes from the input. At its end: zeros and empty bytes.
class Input
{
public:
    Input(const std::uint8_t *data, std::size_t size)
        : m_rest(reinterpret_cast<const char *>(data), qsizetype(size))
    {
    }

    bool isEmpty() const { return m_rest.isEmpty(); }
    int byte()
    {
        const QByteArrayView one = bytes(1);
        return one.isEmpty() ? 0 : std::uint8_t(one[0]);
    }
    QByteArrayView bytes(qsizetype most)
    {
        const QByteArrayView cut = m_rest.first(qMin(most, m_rest.size()));
        m_rest = m_rest.sliced(cut.size());
        return cut;
    }
    QByteArrayView rest() { return bytes(m_rest.size()); }

private:
    QByteArrayView m_rest;
};

} // namespace overlap::fuzz

#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

#include <optional>
#include <utility>

namespace overlap::ui {

// Main thread. A field for a number, typed and shown alike in every locale: see numbers.h. What is
// no such number stays in the field, marked, for as long as it is typed at, and is then replaced by
// the number from before: a key that is swallowed, or half a number that counts, would make
// another number of it. So value() is the number from before until typing is over; typed() is what
// counts, and valueChanged() tells when it, or problem(), changes.
template <typename Box> // QSpinBox or QDoubleSpinBox
class NumberBox : public Box
{
public:
    using Value = decltype(std::declval<Box>().value());

    explicit NumberBox(QWidget *parent = nullptr);

    Value typed() const;     // value() where there is a problem
    QString problem() const; // empty: none; else what would be a number

    void stepBy(int steps) override;
    QValidator::State validate(QString &text, int &at) const override;
    Value valueFromText(const QString &text) const override;
    void fixup(QString &text) const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    std::optional<Value> read(QString text) const;
    void check(bool isEdited);

    bool m_isRefused = false;
};

using CountBox = NumberBox<QSpinBox>;
using SecondsBox = NumberBox<QDoubleSpinBox>;

extern template class NumberBox<QSpinBox>;
extern template class NumberBox<QDoubleSpinBox>;

} // namespace overlap::ui

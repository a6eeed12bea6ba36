#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

#include <optional>
#include <utility>

namespace overlap::ui {

// Main thread. A field for a number that is typed and shown alike in every locale (numbers.h). A
// text that is no number, or one out of range, stays in the field, marked, until it is mended, and
// the tool tip says what is valid. No key is swallowed: "1x5" must not become 15, nor 99999 9999.
// Meanwhile value() is the number from before, and typed() is what the text says. valueChanged() is
// emitted when typed() or problem() changes.
template <typename Box> // QSpinBox or QDoubleSpinBox
class NumberBox : public Box
{
public:
    using Value = decltype(std::declval<Box>().value());

    explicit NumberBox(QWidget *parent = nullptr);

    Value typed() const;     // value() if there is a problem
    QString problem() const; // empty: none; else a sentence that says what is valid

    void stepBy(int steps) override;
    QValidator::State validate(QString &text, int &at) const override;
    Value valueFromText(const QString &text) const override;
    void fixup(QString &text) const override;

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    std::optional<Value> read(QString text) const;
    void check(bool isEdited);
    void tellProblem(const QPoint &at); // global

    bool m_isRefused = false;
};

using CountBox = NumberBox<QSpinBox>;
using SecondsBox = NumberBox<QDoubleSpinBox>;

extern template class NumberBox<QSpinBox>;
extern template class NumberBox<QDoubleSpinBox>;

} // namespace overlap::ui

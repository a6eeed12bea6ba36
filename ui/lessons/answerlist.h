#pragma once

#include <QWidget>

#include <array>
#include <optional>
class QButtonGroup;

namespace overlap::ui {

class WrappedRadio;

// Main thread. The answers of a lesson's question, of which one is picked.
class AnswerList : public QWidget
{
    Q_OBJECT
public:
    explicit AnswerList(QWidget *parent = nullptr);

    static constexpr size_t most = 4;
    void setAnswers(const QStringList &answers); // plain, at most so many; what is picked stays
    void unpick();
    void pick(int answer); // does nothing if there is none such
    std::optional<int> picked() const;
    QString pickedText() const; // empty: none is

Q_SIGNALS:
    void pickedChanged();
    void confirmed(); // Enter, on what is picked

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fitTabStop();

    QButtonGroup *m_group;
    std::array<WrappedRadio *, most> m_all{}; // those that are not needed are hidden
};

} // namespace overlap::ui

#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace overlap::ui {

// Main thread. Items in a row, wrapped into further rows when they do not fit. Stretches share what
// is left of a row. Spacings at the ends of rows vanish.
class FlowLayout : public QLayout
{
public:
    explicit FlowLayout(QWidget *parent = nullptr);
    ~FlowLayout() override;

    void addSpacing(int width);
    void addStretch();
    void addLayout(QLayout *layout); // its items stay together

    void addItem(QLayoutItem *item) override; // takes ownership
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize minimumSize() const override; // the widest item's
    QSize sizeHint() const override;    // of all in one row
    void setGeometry(const QRect &rect) override;

private:
    struct Row
    {
        std::vector<QLayoutItem *> items;
        int width = 0;
        int height = 0;
        int stretches = 0;
    };
    std::vector<Row> rowsFor(int width) const;
    void place(const Row &row, const QRect &rect) const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace overlap::ui

"""From the staging tables into the real ones, set by set, under the scope of all shops."""

CATEGORIES = """
    INSERT INTO offers_category (code, label)
    SELECT category_code, min(category_label) FROM history_line GROUP BY category_code ORDER BY category_code
    ON CONFLICT (code) DO NOTHING
"""

# The first line that names an SKU describes its product and offer.
PRODUCTS = """
    INSERT INTO offers_product (product_sku, title, brand, description, ean, category_id, created_at,
    updated_at)
    SELECT DISTINCT ON (line.product_sku)
        line.product_sku, line.title, '', '', '', category.id, placed.created_at, placed.created_at
    FROM history_line line
    JOIN history_order placed ON placed.order_id = line.order_id
    JOIN offers_category category ON category.code = line.category_code
    WHERE NOT EXISTS (SELECT FROM offers_offer offer WHERE offer.shop_id = line.shop_id AND offer.shop_sku = line.sku)
    ORDER BY line.product_sku, placed.created_at, line.order_id, line.position
    ON CONFLICT (product_sku) DO NOTHING
"""

# Without stock and not on sale: for the lines to point at. An offer costs at least a cent, a gift of the past nothing.
OFFERS = """
    INSERT INTO offers_offer (
        shop_id, product_id, shop_sku, condition, description, internal_description, price, currency, quantity,
        tax_code, is_active,
        created_at, updated_at
    )
    SELECT DISTINCT ON (line.shop_id, line.sku)
        line.shop_id, product.id, line.sku, '11', '', '', greatest(line.price_unit, 0.01), placed.currency, 0, '',
        false,
        placed.created_at, placed.created_at
    FROM history_line line
    JOIN history_order placed ON placed.order_id = line.order_id
    JOIN offers_product product ON product.product_sku = line.product_sku
    WHERE NOT EXISTS (SELECT FROM offers_offer offer WHERE offer.shop_id = line.shop_id AND offer.shop_sku = line.sku)
    ORDER BY line.shop_id, line.sku, placed.created_at, line.order_id, line.position
    RETURNING id
"""

ORDERS = """
    INSERT INTO orders_order (
        shop_id, channel_id, order_id, commercial_id, state, reason_code, is_fraud, is_imported, created_at, updated_at,
        accepted_at, debited_at, shipped_at, received_at, ship_by, promise_latest, lead_time_days, promise_policy,
        currency, price, shipping_price, total_price, total_commission, payment_workflow, payment_type,
        transaction_number,
        customer_id, customer_email, customer_firstname, customer_lastname, customer_locale, customer_tax_id,
        shipping_address,
        shipping_method_id, shipping_zone_id, reference_for_customer, reference_for_seller,
        has_customer_message, has_invoice, has_incident
    )
    SELECT
        shop_id, channel_id, order_id, commercial_id, state, '', false, true, created_at, updated_at,
        approved_at, debited_at, shipped_at, received_at, ship_by, promise_latest, 0, promise_policy,
        currency, price, shipping_price, total_price, 0, 'PAY_ON_ACCEPTANCE', payment_type, '',
        customer_id, customer_email, customer_firstname, customer_lastname, customer_locale, '', shipping_address,
        %(method)s, shipping_zone_id, '', '', false, false, false
    FROM history_order
    ORDER BY created_at, order_id
    RETURNING id
"""

LINES = """
    INSERT INTO orders_orderline (
        shop_id, order_id, line_id, index, state, reason_code, offer_id, offer_sku, offer_condition, product_sku,
        product_title,
        product_media_url, category_code, category_label, quantity, price_unit, price, shipping_price, total_price,
        tax_code, tax_rate, tax_amount, shipping_tax_amount,
        commission_rate, commission_fee, commission_tax_rate, commission_tax, total_commission,
        created_at, updated_at, debited_at, shipped_at, received_at
    )
    SELECT
        line.shop_id, made.id, line.order_id || '-' || line.position, line.position, made.state, '', offer.id, line.sku,
        offer.condition, product.product_sku, line.title, coalesce(product.media_urls[1], ''),
        line.category_code, line.category_label,
        line.quantity, line.price_unit, line.price, line.shipping_price, line.total_price,
        line.tax_code, line.tax_rate, line.tax_amount, line.shipping_tax_amount,
        0, 0, 0, 0, 0,
        made.created_at, made.updated_at, made.debited_at, made.shipped_at, made.received_at
    FROM history_line line
    JOIN orders_order made ON made.order_id = line.order_id
    JOIN offers_offer offer ON offer.shop_id = line.shop_id AND offer.shop_sku = line.sku
    JOIN offers_product product ON product.id = offer.product_id
    ORDER BY made.id, line.position
"""

# The parcel is known, its carrier is not.
SHIPMENTS = """
    INSERT INTO orders_shipment (shop_id, order_id, carrier_name, tracking_number, tracking_url, created_at,
    updated_at, shipped_at)
    SELECT made.shop_id, made.id, '', '', '', made.shipped_at, made.shipped_at, made.shipped_at
    FROM history_order JOIN orders_order made USING (order_id)
    WHERE made.shipped_at IS NOT NULL
    ORDER BY made.id
"""

EVENTS = """
    INSERT INTO orders_orderevent (shop_id, order_id, kind, at, actor_kind, actor_label, reason_code, details)
    SELECT made.shop_id, made.id, told.kind, told.at, %(actor_kind)s, %(actor)s, '', '{}'
    FROM history_order JOIN orders_order made USING (order_id)
    CROSS JOIN LATERAL (VALUES
        (1, 'CREATED', made.created_at), (2, 'ACCEPTED', made.accepted_at), (3, 'SHIPPED', made.shipped_at),
        (4, 'RECEIVED', made.received_at), (5, 'IMPORTED', %(now)s)
    ) AS told (step, kind, at)
    WHERE told.at IS NOT NULL
    ORDER BY made.id, told.step
"""

EVALUATIONS = """
    INSERT INTO orders_evaluation (shop_id, order_id, grade, title, comment, created_at)
    SELECT made.shop_id, made.id, staged.grade, staged.grade_title, staged.grade_comment, staged.graded_at
    FROM history_order staged JOIN orders_order made USING (order_id)
    WHERE staged.grade IS NOT NULL
    ORDER BY made.id
"""

# Steps with both the date agreed and the date done. Every hour counts towards a date that was simply given.
SETTLED_DEADLINES = """
    WITH settled AS (
        INSERT INTO deadlines_deadline (
            shop_id, channel_id, kind, subject_id, opened_at, due_at, missed_at, closed_at, outcome, worked_seconds,
            elapsed_seconds, policy
        )
        SELECT
            shop_id, channel_id, step.kind, order_id, step.opened_at, step.due_at,
            CASE WHEN step.closed_at > step.due_at THEN step.due_at END, step.closed_at,
            CASE WHEN step.closed_at > step.due_at THEN 'late' ELSE 'met' END, used.seconds, used.seconds,
            promise_policy || jsonb_build_object('rule', step.kind)
        FROM history_order
        CROSS JOIN LATERAL (VALUES
            ('order_shipment', coalesce(approved_at, created_at), ship_by, shipped_at),
            ('delivery_promise', coalesce(shipped_at, approved_at, created_at), promise_latest, received_at)
        ) AS step (kind, opened_at, due_at, closed_at)
        CROSS JOIN LATERAL (
            SELECT greatest(0, extract(epoch FROM step.closed_at - step.opened_at))::bigint AS seconds
        ) AS used
        WHERE step.due_at IS NOT NULL AND step.closed_at IS NOT NULL
        RETURNING id, shop_id, opened_at, missed_at, closed_at
    )
    INSERT INTO deadlines_deadlineevent (shop_id, deadline_id, kind, at, attempts, failure)
    SELECT settled.shop_id, settled.id, happened.kind, happened.at, 0, ''
    FROM settled
    CROSS JOIN LATERAL (VALUES ('OPENED', opened_at), ('MISSED', missed_at), ('SETTLED',
    closed_at)) AS happened (kind, at)
    WHERE happened.at IS NOT NULL
"""

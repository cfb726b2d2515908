-- One row for each user who follows another one.
-- @columns follower_id any, followee_id any, followed_on text
-- @key follower_id, followee_id
-- @index followee_id
-- @expect follower_id <> followee_id
select follower_id, followee_id, min(substr(followed_at, 1, 10)) as followed_on
from bronze_graph_user_follows
where follower_id <> followee_id
group by follower_id, followee_id
